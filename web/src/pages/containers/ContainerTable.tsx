// The list of containers as a table; a stack of cards where the page is narrow. Only rows in sight are on
// the page, and only these are watched for what they use.

import { Checkbox } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useEffect, useEffectEvent, useRef } from "react";
import type { StatsRing } from "../../api/statsRing";
import { ContainerRow } from "./ContainerRow";
import { GroupRow } from "./GroupRow";
import type { Grouping, ListView, Row, Sort } from "./listing";
import { useRows } from "./useRows";

export interface ContainerTableProps {
  readonly rows: readonly Row[];
  readonly view: ListView;
  readonly ring: StatsRing;
  /** Says which containers are in sight. */
  readonly onSight: (ids: readonly string[]) => void;
  readonly onSort: (sort: Sort, descends: boolean) => void;
  readonly onSelect: (name: string, on: boolean) => void;
  readonly onSelectAll: (on: boolean) => void;
  readonly isAllSelected: boolean;
}

/** The columns in order; without `sort` there is no order. */
const COLUMNS: readonly { title: string; sort?: Sort; className: string }[] = [
  { title: "Name", sort: "name", className: "ad-col-name" },
  { title: "State", sort: "state", className: "ad-col-state" },
  { title: "CPU", sort: "cpu", className: "ad-col-usage" },
  { title: "Memory", sort: "memory", className: "ad-col-usage" },
  { title: "Ports", className: "ad-col-ports" },
  { title: "Owner", sort: "owner", className: "ad-col-owner" },
];

export function ContainerTable(props: ContainerTableProps) {
  const { rows, view, ring, onSight, onSort, onSelect, onSelectAll, isAllSelected } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const inSight = useRows(rows, body);
  const ids = inSight.rows.flatMap(({ row }) =>
    row.kind === "container" ? [row.container.id] : [],
  );
  const sight = ids.join(" ");
  const tell = useEffectEvent((names: string) =>
    onSight(names.split(" ").filter((id) => id !== "")),
  );
  useEffect(() => tell(sight), [sight]);
  const sorted = COLUMNS.findIndex(({ sort }) => sort === view.sort);
  return (
    <Table
      aria-label="Containers"
      aria-rowcount={rows.length + 1}
      gridBreakPoint="grid-xl"
      variant="compact"
      className="ad-table ad-containers"
    >
      <colgroup>
        <col className="ad-col-select" />
        {COLUMNS.map(({ title, className }) => (
          <col key={title} className={className} />
        ))}
        <col className="ad-col-actions" />
      </colgroup>
      <Thead>
        <Tr aria-rowindex={1}>
          <Th className="ad-col-select">
            <Checkbox
              id="select-all"
              aria-label="Select all that are shown"
              isChecked={isAllSelected}
              onChange={(_event, on) => onSelectAll(on)}
            />
          </Th>
          {COLUMNS.map(({ title, sort }, index) => (
            <Th
              key={title}
              {...(sort === undefined
                ? {}
                : {
                    sort: {
                      columnIndex: index,
                      sortBy: {
                        index: sorted,
                        direction: view.descends ? ("desc" as const) : ("asc" as const),
                      },
                      onSort: (_event: unknown, _index: number, direction: "asc" | "desc") =>
                        onSort(sort, direction === "desc"),
                    },
                  })}
            >
              {title}
            </Th>
          ))}
          <Th>
            <span className="pf-v6-screen-reader">Actions</span>
          </Th>
        </Tr>
      </Thead>
      <Tbody innerRef={body}>
        <Spacer height={inSight.above} />
        {inSight.rows.map(({ row, index }) =>
          row.kind === "group" ? (
            <GroupRow
              key={row.key}
              index={index}
              measure={inSight.measure}
              group={row.group}
              grouping={groupingOf(view)}
              columns={COLUMNS.length + 2}
            />
          ) : (
            <ContainerRow
              key={row.key}
              index={index}
              measure={inSight.measure}
              container={row.container}
              ring={ring}
              isSelected={view.selected.has(row.container.name)}
              onSelect={onSelect}
            />
          ),
        )}
        <Spacer height={inSight.below} />
      </Tbody>
    </Table>
  );
}

function groupingOf({ grouping }: ListView): Grouping {
  return grouping ?? "project";
}

/** In the place of rows that are out of sight. */
function Spacer({ height }: { height: number }) {
  if (height === 0) return null;
  return (
    <Tr aria-hidden="true" className="ad-spacer">
      <Td style={{ height }} />
    </Tr>
  );
}
