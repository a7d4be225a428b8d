// "Restart or power off": what that would interrupt, on one page that prints well, and then the choice. Nothing
// restarts before somebody has seen this.

import {
  Alert,
  Button,
  Card,
  CardBody,
  CardTitle,
  List,
  ListItem,
  Skeleton,
} from "@patternfly/react-core";
import PrintIcon from "@patternfly/react-icons/dist/esm/icons/print-icon";
import { useCallback } from "react";
import type { Schema } from "../../api/client";
import { type Impact, type PastBoot, useImpact, usePower } from "../../api/power";
import { useDeployments } from "../../api/queries";
import { BootBars } from "../../components/BootBars";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { Sentence } from "../../components/Sentence";
import { useRestart } from "../../hooks/restarting";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { dateTime } from "../../util/format";
import { NextBoot } from "./NextBoot";
import { HoldingBack, SignedIn } from "./People";
import { PowerForm } from "./PowerForm";
import { RestartingAlert } from "./RestartingAlert";
import { ScheduledBanner } from "./ScheduledBanner";
import { Stops } from "./Stops";
import "./restart.css";

export function Component() {
  const host = useHostId();
  const name = useHostName(host);
  const impact = useImpact(host);
  const { refetch } = impact;
  const restart = useRestart(
    host,
    useCallback(() => void refetch(), [refetch]),
  );
  return (
    <PageFrame
      title="Restart or power off"
      of={name}
      lead={`What happens to ${name} and to those who use it, before anything happens.`}
      actions={
        <Button
          variant="secondary"
          icon={<PrintIcon />}
          className="ad-no-print"
          onClick={() => window.print()}
        >
          Print
        </Button>
      }
    >
      {restart === undefined ? (
        <div className="ad-stack">
          <ScheduledBanner host={host} name={name} />
          <QueryView query={impact} loading={<Loading />}>
            {(data) => <Everything host={host} name={name} impact={data} />}
          </QueryView>
        </div>
      ) : (
        <RestartingAlert name={name} restart={restart} />
      )}
    </PageFrame>
  );
}

interface EverythingProps {
  readonly host: string;
  readonly name: string;
  readonly impact: Impact;
}

function Everything({ host, name, impact }: EverythingProps) {
  const power = usePower(host);
  const deployments = useDeployments(host);
  return (
    <>
      {power.data?.going_down === true ? (
        <Alert component="h2" isInline variant="warning" title={`${name} is going down already`} />
      ) : null}
      <Missing parts={impact.missing} />
      <NextBoot host={host} next={impact.next} deployments={deployments.data} />
      <Stops host={host} impact={impact} />
      <SignedIn sessions={impact.sessions} />
      <HoldingBack inhibitors={impact.inhibitors} />
      <Boots boots={impact.boots} />
      <QueryView query={power} loading={<Skeleton height="12rem" />}>
        {(data) => <PowerForm host={host} name={name} power={data} impact={impact} />}
      </QueryView>
    </>
  );
}

function Missing({ parts }: { parts: readonly Schema<"MissingPart">[] }) {
  if (parts.length === 0) return null;
  return (
    <Alert
      component="h2"
      isInline
      variant="warning"
      title="Not everything could be found out, so that more may stop than is listed"
    >
      <List>
        {parts.map(({ part, why }) => (
          <ListItem key={part}>
            {PARTS[part]}: <Sentence text={why} />
          </ListItem>
        ))}
      </List>
    </Alert>
  );
}

const PARTS: Record<Schema<"HostPart">, string> = {
  containers: "Containers",
  services: "Services",
  power: "Who is signed in, and what is scheduled",
  boots: "Earlier boots",
  deployments: "What boots next",
};

function Boots({ boots }: { boots: readonly PastBoot[] }) {
  if (boots.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="boots">
      <CardTitle id="boots" component="h2">
        How long it took before
      </CardTitle>
      <CardBody>
        <BootBars
          label="How long the last boots took"
          bars={boots.map(({ boot_id: key, booted_at: at, version, took }, place) => ({
            key,
            label: [at ? dateTime(at) : "Not known when", version ?? ""]
              .filter(Boolean)
              .join(" · "),
            ms: took.total_ms,
            tone: place === 0 ? "now" : "past",
          }))}
        />
      </CardBody>
    </Card>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      <Skeleton height="8rem" screenreaderText="Finding out what a restart would interrupt" />
      <Skeleton height="14rem" />
      <Skeleton height="8rem" />
    </div>
  );
}
