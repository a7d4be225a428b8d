// The head of a group of containers: its name, how many run, and what can be done to all of it. Who made it
// does not matter.

import { Flex } from "@patternfly/react-core";
import { Td, Tr } from "@patternfly/react-table";
import { useState } from "react";
import type { Schema } from "../../api/client";
import { useGroupAction } from "../../api/containers";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { failureOf, useAnnounce } from "../../components/Announcer";
import { useHostId } from "../../hooks/useHostId";
import { counted } from "../../util/format";
import { GroupDialog } from "./dialogs/GroupDialog";
import type { Group, Grouping } from "./listing";
import { isRunning } from "./state";

export interface GroupRowProps {
  readonly index: number;
  readonly measure: (element: Element | null) => void;
  readonly group: Group;
  readonly grouping: Grouping;
  readonly columns: number;
}

const WITHOUT: Record<Grouping, string> = {
  project: "Of no Compose project",
  pod: "In no pod",
  unit: "Of no unit",
};

const KINDS: Record<Grouping, Schema<"GroupKind"> | undefined> = {
  project: "compose",
  pod: "pod",
  unit: undefined,
};

export function GroupRow({ index, measure, group, grouping, columns }: GroupRowProps) {
  const { name, containers } = group;
  const running = containers.filter(isRunning).length;
  const kind = KINDS[grouping];
  return (
    <Tr innerRef={measure} data-index={index} aria-rowindex={index + 2} className="ad-group">
      <Td colSpan={columns}>
        <Flex
          justifyContent={{ default: "justifyContentSpaceBetween" }}
          alignItems={{ default: "alignItemsCenter" }}
          gap={{ default: "gapMd" }}
        >
          <div>
            <strong>{name ?? WITHOUT[grouping]}</strong>{" "}
            <span className="ad-quiet">
              {counted(containers.length, "container")}, {running} running
            </span>
          </div>
          {name === undefined || kind === undefined ? null : (
            <GroupActions kind={kind} name={name} group={group} running={running} />
          )}
        </Flex>
      </Td>
    </Tr>
  );
}

interface GroupActionsProps {
  readonly kind: Schema<"GroupKind">;
  readonly name: string;
  readonly group: Group;
  readonly running: number;
}

function GroupActions({ kind, name, group, running }: GroupActionsProps) {
  const host = useHostId();
  const act = useGroupAction(host);
  const announce = useAnnounce();
  const [asked, setAsked] = useState<"stop" | "restart">();
  const isUp = running === group.containers.length;
  const start = () =>
    act.mutate(
      { kind, name, verb: "start" },
      { onError: (error) => announce(failureOf(`Could not start ${name}`, error)) },
    );
  return (
    <Flex gap={{ default: "gapSm" }} flexWrap={{ default: "nowrap" }}>
      <ActionButton
        size="sm"
        variant="secondary"
        aria-label={`Start all of ${name}`}
        permission={usePermission("container_start")}
        blocked={isUp ? "All of it runs already." : undefined}
        isLoading={act.isPending}
        onClick={start}
      >
        Start
      </ActionButton>
      <ActionButton
        size="sm"
        variant="secondary"
        aria-label={`Restart all of ${name}`}
        permission={usePermission("container_restart")}
        onClick={() => setAsked("restart")}
      >
        Restart
      </ActionButton>
      <ActionButton
        size="sm"
        variant="tertiary"
        aria-label={`Stop all of ${name}`}
        permission={usePermission("container_stop")}
        blocked={running === 0 ? "None of it runs." : undefined}
        onClick={() => setAsked("stop")}
      >
        Stop
      </ActionButton>
      {asked === undefined ? null : (
        <GroupDialog
          host={host}
          kind={kind}
          name={name}
          containers={group.containers}
          verb={asked}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Flex>
  );
}
