// The same numbers as the graphs, second by second, newest first.

import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { clock } from "../../util/format";
import { CHARTS, type Point } from "./points";

const COLUMNS = CHARTS.flatMap(({ title, lines, words }) =>
  lines.map(({ name, of }) => ({
    title: lines.length === 1 ? title : `${title}: ${name.toLowerCase()}`,
    of: (point: Point) => words(of(point)),
  })),
);

export function StatsTable({ name, points }: { name: string; points: readonly Point[] }) {
  return (
    <Table aria-label={`What ${name} uses`} variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th>Time</Th>
          {COLUMNS.map(({ title }) => (
            <Th key={title}>{title}</Th>
          ))}
        </Tr>
      </Thead>
      <Tbody>
        {points.toReversed().map((point) => (
          <Tr key={point.at}>
            <Td dataLabel="Time">{clock(new Date(point.at * 1000).toISOString())}</Td>
            {COLUMNS.map(({ title, of }) => (
              <Td key={title} dataLabel={title}>
                {of(point)}
              </Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
