// Edited kernel arguments become the least change.

import { expect, it } from "vitest";
import {
  type ArgumentRow,
  differenceOf,
  isEmptyWish,
  rowComplaint,
  rowsOf,
  wishOf,
  withNew,
} from "./kernelArguments";

const PRESENT = ["rw", "console=ttyS0", "quiet"];

function edited(text: string, patch: Partial<ArgumentRow>): readonly ArgumentRow[] {
  return rowsOf(PRESENT).map((row) => (row.text === text ? { ...row, ...patch } : row));
}

it("is no change as long as nothing is touched", () => {
  expect(isEmptyWish(wishOf(rowsOf(PRESENT)))).toBe(true);
});

it("appends what is new, and not what is new and taken back", () => {
  const rows = withNew(withNew(rowsOf(PRESENT), "nosmt"), "debug");
  const back = rows.map((row) => (row.text === "debug" ? { ...row, fate: "goes" as const } : row));
  expect(new Set(rows.map(({ id }) => id)).size).toBe(5);
  expect(wishOf(back)).toEqual({ append: ["nosmt"], delete: [], replace: [] });
});

it("deletes with the value that stands there", () => {
  const wish = wishOf(edited("console=ttyS0", { fate: "goes" }));
  expect(wish).toEqual({ append: [], delete: ["console=ttyS0"], replace: [] });
});

it("replaces a value, and swaps one for another key", () => {
  expect(wishOf(edited("console=ttyS0", { text: "console=tty0" })).replace).toEqual([
    { from: "console=ttyS0", to: "console=tty0" },
  ]);
  expect(wishOf(edited("quiet", { text: "debug" }))).toEqual({
    append: ["debug"],
    delete: ["quiet"],
    replace: [],
  });
});

it("complains of what cannot be an argument, not of what goes", () => {
  const [row] = rowsOf(["quiet"]);
  if (row === undefined) throw new Error("no row");
  expect(rowComplaint(row)).toBeUndefined();
  expect(rowComplaint({ ...row, text: "" })).toContain("delete it");
  expect(rowComplaint({ ...row, text: "two words" })).toBeDefined();
  expect(rowComplaint({ ...row, text: "two words", fate: "goes" })).toBeUndefined();
});

it.each([
  [["a", "b"], ["a", "b"], []],
  [
    ["a=1", "b"],
    ["a=2", "b"],
    ["-a=1", "+a=2"],
  ],
  [["c=1", "c=1"], ["c=1"], ["-c=1"]],
  [["a", "b"], ["b", "a"], []],
])("between %j and %j is %j", (earlier, later, words) => {
  const found = differenceOf(earlier, later);
  expect(found.map(({ how, text }) => `${how === "added" ? "+" : "-"}${text}`)).toEqual(words);
});
