// The log of one container, followed live: search, timestamps, wrapping, and how the log stands.

import {
  Alert,
  Breadcrumb,
  BreadcrumbItem,
  Button,
  SearchInput,
  Switch,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { useContainers } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { PageFrame } from "../../components/PageFrame";
import { TroubleState } from "../../components/TroubleState";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { number } from "../../util/format";
import { ActionsProvider } from "../containers/ActionsProvider";
import { ContainerActions } from "../containers/ContainerActions";
import { containerPath } from "../containers/paths";
import { StateLabel } from "../containers/StateLabel";
import { type Container, isRunning } from "../containers/state";
import { isFound, LogLines, type LogView } from "./LogLines";
import { type LogBuffer, MOST_LINES } from "./logBuffer";
import { type Log, type LogStatus, useLog } from "./useLog";
import "./logs.css";

export function Component() {
  const host = useHostId();
  const name = useParams().container ?? "";
  const hostName = useHostName(host);
  const containers = useContainers(host).data?.containers;
  const container = containers?.find((one) => one.name === name || one.id === name);
  const permission = usePermission("container_logs");
  return (
    <ActionsProvider>
      <PageFrame
        title={`Log of ${name}`}
        of={hostName}
        isFilled
        above={
          <Breadcrumb className="ad-crumbs">
            <BreadcrumbItem
              render={() => <Link to={`/hosts/${host}/containers`}>Containers</Link>}
            />
            <BreadcrumbItem render={() => <Link to={containerPath(host, name)}>{name}</Link>} />
            <BreadcrumbItem isActive>Log</BreadcrumbItem>
          </Breadcrumb>
        }
        lead={container === undefined ? undefined : <StateLine container={container} />}
        actions={
          container === undefined ? undefined : (
            <ContainerActions container={container} place="page" />
          )
        }
      >
        {permission.allowed ? (
          <FollowedLog key={name} host={host} name={name} container={container} />
        ) : (
          <TroubleState report={{ code: "denied", title: "Not allowed", detail: permission.why }} />
        )}
      </PageFrame>
    </ActionsProvider>
  );
}

function StateLine({ container }: { container: Container }) {
  return (
    <span className="ad-state-line">
      <StateLabel container={container} /> <span className="ad-quiet">{container.status}</span>
    </span>
  );
}

interface FollowedLogProps {
  readonly host: string;
  readonly name: string;
  readonly container: Container | undefined;
}

function FollowedLog({ host, name, container }: FollowedLogProps) {
  const log = useLog(host, name, container === undefined ? undefined : isRunning(container));
  const [view, setView] = useState<LogView>({ timestamps: "shown", wrap: "wrapped", filter: "" });
  return (
    <>
      <Toolbar className="ad-toolbar">
        <ToolbarContent alignItems="center">
          <ToolbarItem>
            <SearchInput
              aria-label="Show only lines with this text"
              placeholder="Show only lines with…"
              value={view.filter}
              onChange={(_event, filter) => setView({ ...view, filter })}
              onClear={() => setView({ ...view, filter: "" })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <Switch
              id="timestamps"
              label="Timestamps"
              isChecked={view.timestamps === "shown"}
              onChange={(_event, on) => setView({ ...view, timestamps: on ? "shown" : "hidden" })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <Switch
              id="wrap"
              label="Wrap lines"
              isChecked={view.wrap === "wrapped"}
              onChange={(_event, on) => setView({ ...view, wrap: on ? "wrapped" : "cut" })}
            />
          </ToolbarItem>
          <ToolbarItem align={{ default: "alignEnd" }} className="ad-quiet">
            {countWords(log.buffer, view.filter)}
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <LogLines label={`Log of ${name}`} buffer={log.buffer} view={view} />
      <div role="status" className="ad-log-status">
        <Status name={name} log={log} />
      </div>
    </>
  );
}

function Status({ name, log }: { name: string; log: Log }) {
  const { status, reopen, buffer } = log;
  const words = statusWords(status, name);
  if (status.kind === "opening" || status.kind === "following") {
    return (
      <span className={`ad-live ad-live-${status.kind}`}>
        {status.kind === "following" && buffer.held === 0
          ? `${words.title} Nothing is written yet.`
          : words.title}
      </span>
    );
  }
  return (
    <Alert
      component="h2"
      isInline
      variant={words.variant}
      title={words.title}
      actionLinks={
        status.kind === "interrupted" ? undefined : (
          <Button variant="link" isInline onClick={reopen}>
            Read it again
          </Button>
        )
      }
    >
      {words.detail}
    </Alert>
  );
}

interface StatusWords {
  readonly variant: "info" | "warning" | "danger";
  readonly title: string;
  readonly detail?: string;
}

function statusWords(status: LogStatus, name: string): StatusWords {
  switch (status.kind) {
    case "opening":
      return { variant: "info", title: "Opening the log…" };
    case "following":
      return { variant: "info", title: "Following: new lines appear as they are written." };
    case "interrupted":
      return {
        variant: "warning",
        title: "Connection lost",
        detail: "The log goes on as soon as the connection is back.",
      };
    case "ended":
      return {
        variant: "info",
        title: `${name} does not run: this is the end of its log`,
        detail: "When it is started again, its new lines appear here.",
      };
    case "failed":
      return { variant: "danger", title: "The log cannot be read", detail: status.message };
  }
}

function countWords({ chunks, held, dropped }: LogBuffer, filter: string): string {
  const lost =
    dropped === 0 ? "" : `, ${number(dropped)} older dropped (${number(MOST_LINES)} kept)`;
  if (filter === "") return `${number(held)} ${held === 1 ? "line" : "lines"}${lost}`;
  const wanted = filter.toLowerCase();
  const found = chunks.reduce(
    (sum, chunk) => sum + chunk.lines.filter((line) => isFound(line, wanted)).length,
    0,
  );
  return `${number(found)} of ${number(held)} lines${lost}`;
}
