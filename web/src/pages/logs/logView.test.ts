// What is chosen of a log goes through the address unchanged, and becomes what is read.

import { expect, it } from "vitest";
import { type LogView, queryOf, read, write } from "./logView";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const usual = read(new URLSearchParams());

it("leaves the usual out of the address, and what is another\u2019s in it", () => {
  expect(write(new URLSearchParams("tab=log&q=x"), usual).toString()).toBe("tab=log");
});

it("survives the address", () => {
  const view: LogView = {
    search: { text: "a&b", kind: "pattern", letters: "exact" },
    matches: "marked",
    streams: "stderr",
    tail: 10_000,
    range: "custom",
    from: "2026-11-22T10:00",
    to: "2026-11-22T11:00:30",
    timestamps: "hidden",
    wrap: "cut",
    others: ["one", "two"],
  };
  expect(read(write(new URLSearchParams(), view))).toEqual(view);
});

it("takes what it does not know as usual", () => {
  expect(read(new URLSearchParams("tail=5&range=ever&stream=in&matches=some"))).toEqual(usual);
});

it("follows, unless an end is past", () => {
  expect(queryOf(usual, ["a"], NOW)).toEqual({ containers: ["a"], tail: usual.tail, follow: true });
  expect(queryOf({ ...usual, range: "15m" }, ["a"], NOW)).toMatchObject({
    since: "2026-11-22T11:45:00.000Z",
    follow: true,
  });
  const past = { ...usual, range: "custom", from: "", to: "2026-11-20T11:00Z" } as const;
  expect(queryOf(past, ["a"], NOW)).toEqual({
    containers: ["a"],
    tail: usual.tail,
    until: "2026-11-20T11:00:00.000Z",
    follow: false,
  });
});
