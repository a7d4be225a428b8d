// The list as one looks at it: what is found, in which order, and in which groups.

import { expect, it } from "vitest";
import { groupsOf, rowsOf, selectedWord, shownOf, sortWord, viewOf } from "./listing";
import type { Container } from "./state";

const container = (name: string, more: Partial<Container> = {}): Container => ({
  id: name,
  name,
  image: "quay.io/shop/image:1",
  state: "running",
  status: "Up",
  created_at: "2026-11-22T12:00:00Z",
  ports: [],
  crash_loop: false,
  ...more,
});

const WEB = container("shop-web", {
  compose: { project: "shop", service: "web" },
  started_at: "2026-11-22T12:00:00Z",
  restarts: 2,
});
const DB = container("shop-db", {
  compose: { project: "shop", service: "db" },
  started_at: "2026-11-21T12:00:00Z",
  restarts: 0,
});
const BACKUP = container("backup", { state: "exited", exit_code: 1, unit: "backup.service" });
const POD = container("pod-10", { pod: "cache", state: "paused" });
const POD_2 = container("pod-9", { pod: "cache" });
const ALL = [WEB, DB, BACKUP, POD, POD_2];

const view = (query: string) => viewOf(new URLSearchParams(query));
const names = (
  query: string,
  usage = (_id: string) => undefined as undefined | { cpu_percent: number; memory: number },
) =>
  rowsOf(shownOf(ALL, view(query)), view(query), usage).map((row) =>
    row.kind === "group" ? `[${row.group.name ?? "none"}]` : row.container.name,
  );

it("reads the address, and what it does not know is not there", () => {
  expect(view("q=web&state=running&sort=-cpu&group=pod&selected=a+b")).toEqual({
    text: "web",
    filter: "running",
    sort: "cpu",
    descends: true,
    grouping: "pod",
    selected: new Set(["a", "b"]),
  });
  expect(view("state=odd&sort=odd&group=odd")).toEqual(view(""));
});

it("writes what it reads", () => {
  expect(sortWord("name", false)).toBe("");
  expect(sortWord("memory", true)).toBe("-memory");
  expect(selectedWord(new Set(["a", "b"]))).toBe("a b");
});

it.each([
  ["", ["backup", "pod-9", "pod-10", "shop-db", "shop-web"]],
  ["sort=-name", ["shop-web", "shop-db", "pod-10", "pod-9", "backup"]],
  ["sort=state", ["backup", "pod-9", "pod-10", "shop-db", "shop-web"]],
  ["sort=uptime", ["shop-web", "shop-db", "backup", "pod-9", "pod-10"]],
  ["sort=-restarts", ["shop-web", "shop-db", "backup", "pod-9", "pod-10"]],
  ["sort=owner", ["backup", "pod-9", "pod-10", "shop-db", "shop-web"]],
  ["q=shop-", ["shop-db", "shop-web"]],
  ["state=attention", ["backup"]],
  ["group=project", ["[shop]", "shop-db", "shop-web", "[none]", "backup", "pod-9", "pod-10"]],
  ["group=pod&q=pod", ["[cache]", "pod-9", "pod-10"]],
  ["group=unit&state=stopped", ["[backup.service]", "backup"]],
])("shows for %s the rows %j", (query, expected) => {
  expect(names(query)).toEqual(expected);
});

it("sorts by what is used, and puts what is not known last", () => {
  const usage = (id: string) =>
    ({ "shop-web": { cpu_percent: 5, memory: 1 }, "shop-db": { cpu_percent: 1, memory: 9 } })[id];
  expect(names("sort=-cpu&q=", usage).slice(0, 3)).toEqual(["shop-web", "shop-db", "backup"]);
  expect(names("sort=memory", usage).slice(0, 3)).toEqual(["shop-web", "shop-db", "backup"]);
});

it("leaves nobody out of the groups", () => {
  expect(groupsOf(ALL, "pod").flatMap((group) => group.containers)).toHaveLength(ALL.length);
});
