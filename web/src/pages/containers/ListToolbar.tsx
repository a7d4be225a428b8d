// Search, state filter, order and grouping of the list of containers.

import {
  FormSelect,
  FormSelectOption,
  SearchInput,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import type { View } from "../../hooks/useView";
import { GROUPINGS, type Grouping, type ListView, SORTS, type Sort, sortWord } from "./listing";
import { type Container, FILTERS, type Filter, isFound, matches } from "./state";

const FILTER_WORDS: Record<Filter, string> = {
  running: "Running",
  stopped: "Stopped",
  attention: "Needs attention",
};

const GROUPING_WORDS: Record<Grouping, string> = {
  project: "By Compose project",
  pod: "By pod",
  unit: "By unit",
};

const SORT_WORDS: Record<Sort, string> = {
  name: "By name",
  state: "By state",
  uptime: "By uptime",
  cpu: "By CPU",
  memory: "By memory",
  restarts: "By restarts",
  owner: "By owner",
};

/** What is looked for at the top of such an order. */
const DESCENDING: ReadonlySet<Sort> = new Set(["cpu", "memory", "restarts"]);

export interface ListToolbarProps {
  readonly containers: readonly Container[];
  readonly view: ListView;
  readonly set: View["set"];
}

export function ListToolbar({ containers, view, set }: ListToolbarProps) {
  const found = containers.filter((one) => isFound(one, view.text));
  const count = (of: Filter) => found.filter((one) => matches(one, of)).length;
  const has = (grouping: Grouping) =>
    containers.some(({ compose, pod, unit }) =>
      grouping === "project" ? compose : grouping === "pod" ? pod : unit,
    );
  const groupings = GROUPINGS.filter((one) => one === view.grouping || has(one));
  return (
    <Toolbar className="ad-toolbar">
      <ToolbarContent>
        <ToolbarItem>
          <SearchInput
            aria-label="Search by name or image"
            placeholder="Search by name or image"
            value={view.text}
            onChange={(_event, value) => set({ q: value })}
            onClear={() => set({ q: "" })}
          />
        </ToolbarItem>
        <ToolbarItem>
          <ToggleGroup aria-label="Filter by state" className="ad-filter">
            <ToggleGroupItem
              text={`All ${found.length}`}
              isSelected={view.filter === undefined}
              onChange={() => set({ state: "" })}
            />
            {FILTERS.map((one) => (
              <ToggleGroupItem
                key={one}
                text={`${FILTER_WORDS[one]} ${count(one)}`}
                isSelected={view.filter === one}
                onChange={() => set({ state: one })}
              />
            ))}
          </ToggleGroup>
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect
            aria-label="Sort"
            value={view.sort}
            onChange={(_event, value) => {
              const sort = SORTS.find((one) => one === value) ?? "name";
              set({ sort: sortWord(sort, DESCENDING.has(sort)) });
            }}
          >
            {SORTS.map((one) => (
              <FormSelectOption key={one} value={one} label={SORT_WORDS[one]} />
            ))}
          </FormSelect>
        </ToolbarItem>
        {groupings.length > 0 ? (
          <ToolbarItem>
            <FormSelect
              aria-label="Group"
              value={view.grouping ?? ""}
              onChange={(_event, value) => set({ group: value })}
            >
              <FormSelectOption value="" label="Not grouped" />
              {groupings.map((one) => (
                <FormSelectOption key={one} value={one} label={GROUPING_WORDS[one]} />
              ))}
            </FormSelect>
          </ToolbarItem>
        ) : null}
      </ToolbarContent>
    </Toolbar>
  );
}
