// What runs in the container, as `ps` on the host tells it; renewed while one looks.

import { EmptyState, EmptyStateBody, Skeleton } from "@patternfly/react-core";
import PowerOffIcon from "@patternfly/react-icons/dist/esm/icons/power-off-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { Schema } from "../../api/client";
import { useProcesses } from "../../api/containers";
import { QueryView } from "../../components/QueryView";
import { isRunning } from "../containers/state";
import type { TabProps } from "./tabs";

export function Component(props: TabProps) {
  if (!isRunning(props.detail.container)) {
    return (
      <EmptyState titleText="It does not run" headingLevel="h2" icon={PowerOffIcon}>
        <EmptyStateBody>Start it to see its processes.</EmptyStateBody>
      </EmptyState>
    );
  }
  return <Processes {...props} />;
}

function Processes({ host, name }: TabProps) {
  const processes = useProcesses(host, name);
  return (
    <QueryView
      query={processes}
      loading={<Skeleton height="10rem" screenreaderText="Loading the processes" />}
    >
      {(table) => <ProcessTable {...table} />}
    </QueryView>
  );
}

function ProcessTable({ titles, rows }: Schema<"ProcessTable">) {
  return (
    <Table aria-label="Processes" variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          {titles.map((title) => (
            <Th key={title}>{title}</Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {rows.map((row) => (
          <Tr key={row.join(" ")}>
            {titles.map((title, place) => (
              <Td key={title} dataLabel={title} modifier="breakWord">
                <span className="ad-mono">{row[place]}</span>
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
