// The list of containers as a table; a stack of cards where the page is narrow.

import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { ContainerActions } from "./ContainerActions";
import { Ports } from "./Ports";
import { StateLabel } from "./StateLabel";
import type { Container } from "./state";

export function ContainerTable({ containers }: { containers: readonly Container[] }) {
  return (
    <Table aria-label="Containers" gridBreakPoint="grid-xl" variant="compact" className="ad-table">
      <Thead>
        <Tr>
          <Th width={30}>Name</Th>
          <Th width={20}>State</Th>
          <Th width={15}>Ports</Th>
          <Th width={15}>Owner</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {containers.map((container) => (
          <Tr key={container.id}>
            <Td dataLabel="Name" modifier="breakWord">
              <div className="ad-name">{container.name}</div>
              <div className="ad-quiet">{container.image}</div>
            </Td>
            <Td dataLabel="State">
              <StateLabel container={container} />
              <div className="ad-quiet">{container.status}</div>
            </Td>
            <Td dataLabel="Ports">
              <Ports container={container.name} ports={container.ports} />
            </Td>
            <Td dataLabel="Owner" modifier="breakWord">
              {container.unit ?? container.compose?.project ?? (
                <span className="ad-quiet">None</span>
              )}
            </Td>
            <Td className="ad-action-cell">
              <ContainerActions container={container} place="row" />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
