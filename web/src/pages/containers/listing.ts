// The list as one looks at it: filtered, sorted and grouped, as rows one below the other. Pure; the address
// holds what is wanted.

import type { Schema } from "../../api/client";
import {
  type Container,
  FILTERS,
  type Filter,
  isFound,
  isRunning,
  matches,
  needsAttention,
} from "./state";

export const SORTS = ["name", "state", "uptime", "cpu", "memory", "restarts", "owner"] as const;
export type Sort = (typeof SORTS)[number];

export const GROUPINGS = ["project", "pod", "unit"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface ListView {
  readonly text: string;
  readonly filter: Filter | undefined;
  readonly sort: Sort;
  readonly descends: boolean;
  readonly grouping: Grouping | undefined;
  readonly selected: ReadonlySet<string>;
}

/** Reads the address; what it does not know is as if it were not there. */
export function viewOf(params: URLSearchParams): ListView {
  const sort = params.get("sort") ?? "";
  const wanted = sort.replace(/^-/, "");
  return {
    text: params.get("q") ?? "",
    filter: FILTERS.find((one) => one === params.get("state")),
    sort: SORTS.find((one) => one === wanted) ?? "name",
    descends: sort.startsWith("-"),
    grouping: GROUPINGS.find((one) => one === params.get("group")),
    // Names hold no blanks.
    selected: new Set((params.get("selected") ?? "").split(" ").filter((name) => name !== "")),
  };
}

export function sortWord(sort: Sort, descends: boolean): string {
  if (sort === "name" && !descends) return "";
  return descends ? `-${sort}` : sort;
}

export function selectedWord(selected: ReadonlySet<string>): string {
  return [...selected].join(" ");
}

/** What it uses now, where that is known. */
export type Usage = (
  id: string,
) => Pick<Schema<"ContainerSample">, "cpu_percent" | "memory"> | undefined;

export interface Group {
  /** Absent for containers that belong to none. */
  readonly name: string | undefined;
  readonly containers: readonly Container[];
}

export type Row =
  | { readonly kind: "group"; readonly key: string; readonly group: Group }
  | { readonly kind: "container"; readonly key: string; readonly container: Container };

export function ownerOf({ unit, compose, pod }: Container): string | undefined {
  return unit ?? compose?.project ?? pod ?? undefined;
}

/** Those that the search finds and the filter lets through. */
export function shownOf(containers: readonly Container[], { text, filter }: ListView): Container[] {
  return containers.filter(
    (one) => isFound(one, text) && (filter === undefined || matches(one, filter)),
  );
}

export function rowsOf(shown: readonly Container[], view: ListView, usage: Usage): Row[] {
  const sorted = shown.toSorted(comparison(view, usage));
  const { grouping } = view;
  if (grouping === undefined) return sorted.map(rowOf);
  return groupsOf(sorted, grouping).flatMap((group): Row[] => [
    { kind: "group", key: `group ${group.name ?? ""}`, group },
    ...group.containers.map(rowOf),
  ]);
}

function rowOf(container: Container): Row {
  return { kind: "container", key: container.id, container };
}

/** By name; those without one are last. Within a group the order stays. */
export function groupsOf(containers: readonly Container[], grouping: Grouping): Group[] {
  const groups = new Map<string | undefined, Container[]>();
  for (const container of containers) {
    const name = groupName(container, grouping);
    const of = groups.get(name);
    if (of === undefined) groups.set(name, [container]);
    else of.push(container);
  }
  return [...groups]
    .map(([name, of]) => ({ name, containers: of }))
    .toSorted(({ name: one }, { name: other }) => {
      if (one === undefined) return 1;
      return other === undefined ? -1 : one.localeCompare(other);
    });
}

function groupName({ compose, pod, unit }: Container, grouping: Grouping): string | undefined {
  switch (grouping) {
    case "project":
      return compose?.project;
    case "pod":
      return pod ?? undefined;
    case "unit":
      return unit ?? undefined;
  }
}

/** Ties are broken by name; what is not known is last, whichever way. */
function comparison({ sort, descends }: ListView, usage: Usage) {
  const sign = descends ? -1 : 1;
  return (one: Container, other: Container): number => {
    const [left, right] = [weightOf(one, sort, usage), weightOf(other, sort, usage)];
    if (left === undefined || right === undefined) {
      if (left !== right) return left === undefined ? 1 : -1;
    } else if (left !== right) {
      const order =
        typeof left === "string" || typeof right === "string"
          ? String(left).localeCompare(String(right), undefined, { numeric: true })
          : left - right;
      if (order !== 0) return sign * order;
    }
    return one.name.localeCompare(other.name, undefined, { numeric: true });
  };
}

function weightOf(container: Container, sort: Sort, usage: Usage): string | number | undefined {
  switch (sort) {
    case "name":
      return container.name;
    case "state":
      // What needs attention first, then what runs.
      return needsAttention(container) ? 0 : isRunning(container) ? 1 : 2;
    case "uptime":
      return isRunning(container) && container.started_at
        ? -Date.parse(container.started_at)
        : undefined;
    case "cpu":
      return usage(container.id)?.cpu_percent;
    case "memory":
      return usage(container.id)?.memory;
    case "restarts":
      return container.restarts ?? undefined;
    case "owner":
      return ownerOf(container);
  }
}
