// The services that failed, what they are and how they ended. Absent where none did.

import { Card, CardBody, CardTitle } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { Schema } from "../../api/client";

export function FailedUnits({ units }: { units: readonly Schema<"Unit">[] | null | undefined }) {
  if (!units || units.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="failed-units">
      <CardTitle id="failed-units" component="h2">
        Failed services
      </CardTitle>
      <CardBody>
        <Table
          aria-labelledby="failed-units"
          variant="compact"
          gridBreakPoint="grid-md"
          borders={false}
        >
          <Thead>
            <Tr>
              <Th>Unit</Th>
              <Th>What it is</Th>
              <Th modifier="nowrap">How it ended</Th>
            </Tr>
          </Thead>
          <Tbody>
            {units.map((unit) => (
              <Tr key={unit.name}>
                <Td dataLabel="Unit" modifier="breakWord">
                  <code>{unit.name}</code>
                </Td>
                <Td dataLabel="What it is">{unit.description}</Td>
                <Td dataLabel="How it ended">{unit.sub_state}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </CardBody>
    </Card>
  );
}
