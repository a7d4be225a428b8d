// From what a form holds to what the server is asked: a limit that is left out is lifted.

import { expect, it } from "vitest";
import { changesOf, draftOf, problemsOf } from "./limits";

const BEFORE = {
  limits: { memory: 67_108_864, cpus: 1.5 },
  restart_policy: { kind: "on_failure", attempts: 3 },
} as const;
const DRAFT = draftOf(BEFORE);

it("asks for nothing where nothing differs", () => {
  expect(changesOf(DRAFT, BEFORE)).toBeUndefined();
  expect(changesOf({ ...DRAFT, cpus: "1.50" }, BEFORE)).toBeUndefined();
});

it.each([
  [{ memory: "50" }, { limits: { memory: 50_000_000, cpus: 1.5 } }],
  [{ cpus: "" }, { limits: { memory: 67_108_864 } }],
  [{ processes: "10" }, { limits: { memory: 67_108_864, cpus: 1.5, processes: 10 } }],
  [{ attempts: "" }, { restart_policy: { kind: "on_failure" } }],
  [{ policy: "always" }, { restart_policy: { kind: "always" } }],
] as const)("%j becomes %j", (change, expected) => {
  expect(changesOf({ ...DRAFT, ...change }, BEFORE)).toEqual(expected);
});

it.each([
  ["memory", "much"],
  ["memory", "1"],
  ["cpus", "0"],
  ["processes", "1.5"],
  ["attempts", "-1"],
] as const)("refuses %s of %s", (field, value) => {
  expect(problemsOf({ ...DRAFT, [field]: value }).map((one) => one.field)).toEqual([field]);
});
