// What can be done to one container: start, stop (asks first), restart, read its log. Says how it went.

import { Content, Flex } from "@patternfly/react-core";
import PlayIcon from "@patternfly/react-icons/dist/esm/icons/play-icon";
import RedoIcon from "@patternfly/react-icons/dist/esm/icons/redo-icon";
import StopIcon from "@patternfly/react-icons/dist/esm/icons/stop-icon";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Schema } from "../../api/client";
import { useContainerVerb } from "../../api/containers";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { failureOf, useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { useHostId } from "../../hooks/useHostId";
import { type Container, isRunning } from "./state";

type Verb = Schema<"ContainerVerb">;

const DONE: Record<Verb, string> = {
  start: "Started",
  stop: "Stopped",
  restart: "Restarted",
  kill: "Sent the signal to",
  pause: "Paused",
  unpause: "Resumed",
  healthcheck: "Ran the health check of",
};
const FAILED: Record<Verb, string> = {
  start: "Could not start",
  stop: "Could not stop",
  restart: "Could not restart",
  kill: "Could not send the signal to",
  pause: "Could not pause",
  unpause: "Could not resume",
  healthcheck: "Could not run the health check of",
};

export interface ContainerActionsProps {
  readonly container: Container;
  /** Whether to lead to the log, which is pointless beside it. */
  readonly linksToLog: "linked" | "unlinked";
}

export function ContainerActions({ container, linksToLog }: ContainerActionsProps) {
  const host = useHostId();
  const action = useContainerVerb(host);
  const announce = useAnnounce();
  const [isAsking, setAsking] = useState(false);
  const { name } = container;
  const pending = action.isPending ? action.variables.verb : undefined;
  const busy = pending === undefined ? undefined : `Wait until “${name}” has answered.`;
  const act = (verb: Verb) =>
    action.mutate(
      { container: name, verb },
      {
        onSuccess: () => {
          setAsking(false);
          announce({ variant: "success", title: `${DONE[verb]} ${name}` });
        },
        onError: (error) => {
          if (verb !== "stop") announce(failureOf(`${FAILED[verb]} ${name}`, error));
        },
      },
    );
  const starts = usePermission("container_start");
  const stops = usePermission("container_stop");
  const restarts = usePermission("container_restart");
  const running = isRunning(container);
  return (
    <Flex gap={{ default: "gapSm" }} flexWrap={{ default: "nowrap" }} className="ad-row-actions">
      {running ? (
        <>
          <ActionButton
            size="sm"
            variant="secondary"
            icon={<RedoIcon />}
            aria-label={`Restart ${name}`}
            isLoading={pending === "restart"}
            permission={restarts}
            blocked={busy}
            onClick={() => act("restart")}
          >
            Restart
          </ActionButton>
          <ActionButton
            size="sm"
            variant="tertiary"
            icon={<StopIcon />}
            aria-label={`Stop ${name}`}
            permission={stops}
            blocked={busy}
            onClick={() => {
              action.reset();
              setAsking(true);
            }}
          >
            Stop
          </ActionButton>
        </>
      ) : (
        <ActionButton
          size="sm"
          variant="secondary"
          icon={<PlayIcon />}
          aria-label={`Start ${name}`}
          isLoading={pending === "start"}
          permission={starts}
          blocked={busy ?? (container.state === "removing" ? "It is being removed." : undefined)}
          onClick={() => act("start")}
        >
          Start
        </ActionButton>
      )}
      {linksToLog === "linked" ? <LogsButton host={host} name={name} /> : null}
      {isAsking ? (
        <ConfirmDialog
          title={`Stop ${name}?`}
          confirm="Stop container"
          isDanger
          isPending={pending === "stop"}
          error={action.error}
          onConfirm={() => act("stop")}
          onClose={() => setAsking(false)}
        >
          <Content component="p">
            What it offers is not reachable until it is started again. Nothing is deleted.
          </Content>
        </ConfirmDialog>
      ) : null}
    </Flex>
  );
}

function LogsButton({ host, name }: { host: string; name: string }) {
  const navigate = useNavigate();
  return (
    <ActionButton
      size="sm"
      variant="link"
      aria-label={`Logs of ${name}`}
      permission={usePermission("container_logs")}
      onClick={() => void navigate(`/hosts/${host}/containers/${encodeURIComponent(name)}/logs`)}
    >
      Logs
    </ActionButton>
  );
}
