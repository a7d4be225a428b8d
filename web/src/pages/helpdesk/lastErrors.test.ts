// The lines that the helpdesk is shown.

import { expect, test } from "vitest";
import type { LogLine } from "../../api/logs";
import { lastErrors } from "./lastErrors";

const line = (stream: LogLine["stream"], text: string): LogLine => ({ stream, text });

test("errors come first, the newest of them on top, and not too many", () => {
  const lines = [
    line("stderr", "first"),
    line("stdout", "served"),
    ...Array.from({ length: 25 }, (_, count) => line("stderr", `no ${count}`)),
    line("stderr", "  "),
  ];
  const { kind, shown } = lastErrors(lines);
  expect(kind).toBe("errors");
  expect(shown.map(({ text }) => text).slice(0, 2)).toEqual(["no 24", "no 23"]);
  expect(shown).toHaveLength(20);
});

test("without errors, the last lines are better than nothing", () => {
  expect(lastErrors([line("stdout", "a"), line("stdout", "b")])).toEqual({
    kind: "others",
    shown: [line("stdout", "b"), line("stdout", "a")],
  });
  expect(lastErrors([])).toEqual({ kind: "none", shown: [] });
});
