// All containers as one wants to look at them: search, filter, order, groups and selection are in the address,
// so that a colleague can be sent the same view.

import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from "@patternfly/react-core";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { useState } from "react";
import { useStats, WATCHED_AT_MOST } from "../../api/stats";
import { useNow } from "../../hooks/useNow";
import { useView } from "../../hooks/useView";
import { BulkBar } from "./BulkBar";
import { ContainerTable } from "./ContainerTable";
import { ListToolbar } from "./ListToolbar";
import { rowsOf, selectedWord, shownOf, sortWord, viewOf } from "./listing";
import { type Container, isRunning } from "./state";
import "./containers.css";

/** How often the order by what is used is renewed, in ms: rows that jump each second cannot be clicked. */
const REORDER = 5_000;

export function ContainerList({ containers }: { containers: readonly Container[] }) {
  const { view: params, set } = useView();
  const view = viewOf(params);
  const shown = shownOf(containers, view);
  const [sight, setSight] = useState<readonly string[]>([]);
  const running = shown.filter(isRunning);
  const isByUsage = view.sort === "cpu" || view.sort === "memory";
  // In the order of what they use, those out of sight count as well.
  const inSight = new Set(sight);
  const watched = (isByUsage ? running : running.filter(({ id }) => inSight.has(id))).map(
    ({ id }) => id,
  );
  const ring = useStats(watched);
  useNow(REORDER);
  const rows = rowsOf(shown, view, ring.latest);
  const selected = containers.filter(({ name }) => view.selected.has(name));
  const select = (names: ReadonlySet<string>) => set({ selected: selectedWord(names) });
  const isAllSelected = shown.length > 0 && shown.every(({ name }) => view.selected.has(name));
  return (
    <>
      <ListToolbar containers={containers} view={view} set={set} />
      <BulkBar
        selected={selected}
        onClear={() => set({ selected: "" })}
        onDeselect={(names) => select(without(view.selected, names))}
      />
      {isByUsage && running.length > WATCHED_AT_MOST ? (
        <p className="ad-quiet ad-bulk-bar" role="status">
          Only the first {WATCHED_AT_MOST} of {running.length} running containers are measured for
          this order: narrow the list down by a search.
        </p>
      ) : null}
      {shown.length > 0 ? (
        <ContainerTable
          rows={rows}
          view={view}
          ring={ring}
          onSight={setSight}
          onSort={(sort, descends) => set({ sort: sortWord(sort, descends) })}
          onSelect={(name, on) =>
            select(on ? new Set([...view.selected, name]) : without(view.selected, [name]))
          }
          onSelectAll={(on) =>
            select(
              on
                ? new Set([...view.selected, ...shown.map(({ name }) => name)])
                : without(
                    view.selected,
                    shown.map(({ name }) => name),
                  ),
            )
          }
          isAllSelected={isAllSelected}
        />
      ) : (
        <EmptyState titleText="No container matches" headingLevel="h2" icon={SearchIcon}>
          <EmptyStateBody>No name or image matches the search and the filter.</EmptyStateBody>
          <EmptyStateFooter>
            <EmptyStateActions>
              <Button variant="link" onClick={() => set({ q: "", state: "" })}>
                Show all containers
              </Button>
            </EmptyStateActions>
          </EmptyStateFooter>
        </EmptyState>
      )}
    </>
  );
}

function without(selected: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  return new Set([...selected].filter((name) => !names.includes(name)));
}
