// The buffer of a log: bounded, found by place and number, in order, and without what it had already.

import { expect, it } from "vitest";
import type { LogLine } from "../../api/logs";
import {
  append,
  byTime,
  CHUNK_LINES,
  EMPTY_LOG,
  type Entry,
  entryAt,
  entryOf,
  type LogBuffer,
  MOST_LINES,
  newestTime,
  numbersWhere,
  withoutRepeated,
} from "./logBuffer";

const lines = (from: number, count: number): LogLine[] =>
  Array.from({ length: count }, (_, index) => ({
    stream: "stdout",
    at: new Date((from + index) * 1000).toISOString(),
    text: `line ${from + index}`,
  }));
const held = ({ chunks }: LogBuffer): readonly Entry[] => chunks.flat();
const plain = (entry: Entry | undefined) => (entry?.kind === "line" ? entry.plain : entry?.kind);

it("numbers the lines in the order of arrival", () => {
  const buffer = append(append(EMPTY_LOG, lines(0, 3)), lines(3, CHUNK_LINES));
  expect(held(buffer).map((line) => line.number)).toEqual(held(buffer).map((_, index) => index));
  expect(held(buffer).map(plain)).toEqual(held(buffer).map((_, index) => `line ${index}`));
  expect(buffer.held).toBe(CHUNK_LINES + 3);
});

it("leaves full chunks alone", () => {
  const before = append(EMPTY_LOG, lines(0, CHUNK_LINES + 1));
  const after = append(before, lines(CHUNK_LINES + 1, 1));
  expect(after.chunks[0]).toBe(before.chunks[0]);
  expect(after.chunks[1]).toHaveLength(2);
});

it("holds at most so many lines, says how many went, and finds the rest", () => {
  const many = MOST_LINES + 3 * CHUNK_LINES + 7;
  const buffer = append(append(EMPTY_LOG, lines(0, 70_000)), lines(70_000, many - 70_000));
  expect(buffer.held).toBeLessThanOrEqual(MOST_LINES);
  expect(buffer.held).toBeGreaterThan(MOST_LINES - CHUNK_LINES);
  expect(buffer.held + buffer.dropped).toBe(many);
  expect(held(buffer)).toHaveLength(buffer.held);
  expect(entryAt(buffer, 0)?.number).toBe(buffer.dropped);
  expect(entryOf(buffer, buffer.dropped - 1)).toBeUndefined();
  for (const number of [buffer.dropped, buffer.dropped + CHUNK_LINES, many - 1]) {
    expect(plain(entryOf(buffer, number))).toBe(`line ${number}`);
  }
});

it("is the same without new lines", () => {
  const buffer = append(EMPTY_LOG, lines(0, 1));
  expect(append(buffer, [])).toBe(buffer);
});

it("tells of missing lines where they are missing", () => {
  const [first, second] = lines(0, 2);
  if (first === undefined || second === undefined) throw new Error("two lines");
  const buffer = append(EMPTY_LOG, [first, { ...second, skipped: 1234 }]);
  expect(held(buffer).map(plain)).toEqual(["line 0", "gap", "line 1"]);
  expect(buffer.skipped).toBe(1234);
  expect(numbersWhere(buffer, (entry) => entry.kind === "gap")).toEqual([1]);
});

it("knows the lines that it had when a log is opened anew", () => {
  const buffer = append(EMPTY_LOG, lines(0, 2 * CHUNK_LINES));
  const newest = newestTime(buffer);
  expect(newest).toBe(lines(2 * CHUNK_LINES - 1, 1)[0]?.at);
  const since = lines(CHUNK_LINES - 5, 1)[0]?.at ?? "";
  const again = lines(CHUNK_LINES - 5, CHUNK_LINES + 10);
  expect(withoutRepeated(buffer, again, since)).toEqual(lines(2 * CHUNK_LINES, 5));
});

it("keeps lines without a time: nothing says that they are the same", () => {
  const line: LogLine = { stream: "stdout", text: "again" };
  const buffer = append(EMPTY_LOG, [line]);
  expect(withoutRepeated(buffer, [line], "2026-01-01T00:00:00Z")).toEqual([line]);
});

it("merges by time, whatever its digits, and leaves lines of one moment in order", () => {
  const at = (seconds: string, text: string): LogLine => ({
    stream: "stdout",
    at: `2026-01-01T00:00:${seconds}Z`,
    text,
  });
  const merged = byTime([
    at("07.5", "c"),
    at("07.25", "b"),
    at("07", "a"),
    at("08", "d"),
    at("08", "e"),
  ]);
  expect(merged.map(({ text }) => text).join("")).toBe("abcde");
});
