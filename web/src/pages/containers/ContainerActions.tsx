// What is done to a container most often, as buttons: start, or restart and stop, and its log; the rest is
// in the menu beside them. Needs an `ActionsProvider` around it.

import { Flex, Tooltip } from "@patternfly/react-core";
import ListAltIcon from "@patternfly/react-icons/dist/esm/icons/list-alt-icon";
import PlayIcon from "@patternfly/react-icons/dist/esm/icons/play-icon";
import RedoIcon from "@patternfly/react-icons/dist/esm/icons/redo-icon";
import StopIcon from "@patternfly/react-icons/dist/esm/icons/stop-icon";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { useEngine } from "../../api/containers";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { useHostId } from "../../hooks/useHostId";
import { ActionMenu } from "./ActionMenu";
import { useAsk } from "./ActionsProvider";
import { obstacleTo } from "./actions";
import { containerPath } from "./paths";
import { type Container, isRunning } from "./state";
import { useVerb } from "./useVerb";

export interface ContainerActionsProps {
  readonly container: Container;
  /** `row`: icons, and the ways to the container's pages, which are pointless on these. */
  readonly place: "row" | "page";
}

export function ContainerActions({ container, place }: ContainerActionsProps) {
  const host = useHostId();
  const ask = useAsk();
  const engine = useEngine(host);
  const { act, pending } = useVerb(host);
  const { name } = container;
  const busy = pending === undefined ? undefined : `Wait until “${name}” has answered.`;
  const starts = usePermission("container_start");
  const stops = usePermission("container_stop");
  const restarts = usePermission("container_restart");
  const blocked = (action: "start" | "stop" | "restart") =>
    busy ?? obstacleTo(action, container, engine);
  return (
    <Flex
      gap={{ default: place === "row" ? "gapXs" : "gapSm" }}
      flexWrap={{ default: "nowrap" }}
      className="ad-row-actions"
    >
      {isRunning(container) ? (
        <>
          <Act
            place={place}
            word="Restart"
            name={name}
            icon={<RedoIcon />}
            variant="secondary"
            isLoading={pending === "restart"}
            permission={restarts}
            blocked={blocked("restart")}
            onClick={() => void act({ container: name, verb: "restart" })}
          />
          <Act
            place={place}
            word="Stop"
            name={name}
            icon={<StopIcon />}
            variant="tertiary"
            permission={stops}
            blocked={blocked("stop")}
            onClick={() => ask({ action: "stop", container })}
          />
        </>
      ) : (
        <Act
          place={place}
          word="Start"
          name={name}
          icon={<PlayIcon />}
          variant="secondary"
          isLoading={pending === "start"}
          permission={starts}
          blocked={blocked("start")}
          onClick={() => void act({ container: name, verb: "start" })}
        />
      )}
      {place === "row" ? <LogsButton host={host} name={name} /> : null}
      <ActionMenu
        container={container}
        linksToPages={place === "row" ? "linked" : "unlinked"}
        without={["start", "stop"]}
      />
    </Flex>
  );
}

interface ActProps
  extends Pick<
    Parameters<typeof ActionButton>[0],
    "permission" | "blocked" | "onClick" | "isLoading" | "variant"
  > {
  readonly place: ContainerActionsProps["place"];
  readonly word: string;
  readonly name: string;
  readonly icon: ReactNode;
}

function Act({ place, word, name, icon, variant, blocked, ...rest }: ActProps) {
  const shared = {
    ...rest,
    size: "sm",
    icon,
    "aria-label": `${word} ${name}`,
    ...(blocked === undefined ? {} : { blocked }),
  } as const;
  if (place === "page") {
    return (
      <ActionButton {...shared} variant={variant ?? "secondary"}>
        {word}
      </ActionButton>
    );
  }
  const button = <ActionButton {...shared} variant="plain" />;
  // Where it cannot be used, the button has a tooltip of its own.
  if (!rest.permission.allowed || blocked !== undefined) return button;
  return (
    <Tooltip content={word} aria="none">
      <span>{button}</span>
    </Tooltip>
  );
}

function LogsButton({ host, name }: { host: string; name: string }) {
  const navigate = useNavigate();
  return (
    <Act
      place="row"
      word="Logs of"
      name={name}
      icon={<ListAltIcon />}
      permission={usePermission("container_logs")}
      onClick={() => void navigate(containerPath(host, name, "logs"))}
    />
  );
}
