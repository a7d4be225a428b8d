// The container's own health check: what is run, how its last runs went, and a way to run it now.

import { EmptyState, EmptyStateBody, Label } from "@patternfly/react-core";
import HeartbeatIcon from "@patternfly/react-icons/dist/esm/icons/heartbeat-icon";
import SyncAltIcon from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useEngine } from "../../api/containers";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { Moment } from "../../components/Moment";
import { fact, Terms } from "../../components/Terms";
import { counted } from "../../util/format";
import { obstacleTo } from "../containers/actions";
import { StateLabel } from "../containers/StateLabel";
import { useVerb } from "../containers/useVerb";
import type { TabProps } from "./tabs";

export function Component({ host, detail }: TabProps) {
  const { container, health } = detail;
  const engine = useEngine(host);
  const permission = usePermission("container_healthcheck");
  const { act, pending } = useVerb(host);
  if (!health) {
    return (
      <EmptyState titleText="No health check" headingLevel="h2" icon={HeartbeatIcon}>
        <EmptyStateBody>
          Neither its image nor whoever made it said how to find out whether it works. Edit the
          container to give it a check.
        </EmptyStateBody>
      </EmptyState>
    );
  }
  return (
    <div className="ad-stack">
      <div className="ad-tab-head">
        <Terms
          terms={[
            fact("Now", <StateLabel container={container} />),
            fact("What is run", <code className="ad-mono">{health.command}</code>),
            fact("How often", `Every ${counted(health.interval, "second")}`),
            fact(
              "Failures in a row",
              health.failing_streak > 0 ? String(health.failing_streak) : undefined,
            ),
          ]}
        />
        <ActionButton
          variant="secondary"
          icon={<SyncAltIcon />}
          isLoading={pending === "healthcheck"}
          permission={permission}
          blocked={obstacleTo("healthcheck", container, engine)}
          onClick={() => void act({ container: container.name, verb: "healthcheck" })}
        >
          Run it now
        </ActionButton>
      </div>
      <Table aria-label="Last runs" variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th width={20}>When</Th>
            <Th width={15}>Result</Th>
            <Th>Output</Th>
          </Tr>
        </Thead>
        <Tbody>
          {health.runs.length === 0 ? (
            <Tr>
              <Td colSpan={3}>It was not run yet.</Td>
            </Tr>
          ) : null}
          {health.runs.map(({ at, exit_code: code, output }) => (
            <Tr key={at}>
              <Td dataLabel="When">
                <Moment at={at} />
              </Td>
              <Td dataLabel="Result">
                <div>
                  <Label isCompact variant="outline" status={code === 0 ? "success" : "danger"}>
                    {code === 0 ? "Healthy" : `Failed with code ${code}`}
                  </Label>
                </div>
              </Td>
              <Td dataLabel="Output" modifier="breakWord">
                {output === "" ? (
                  <span className="ad-quiet">None</span>
                ) : (
                  <pre className="ad-raw ad-output">{output}</pre>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
