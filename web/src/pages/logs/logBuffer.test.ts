// The buffer of a log: bounded, in chunks that stay the same, and without what it had already.

import { expect, it } from "vitest";
import type { LogLine } from "../../api/channels";
import { append, CHUNK_LINES, EMPTY_LOG, MOST_LINES, withoutRepeated } from "./logBuffer";

const lines = (from: number, count: number): LogLine[] =>
  Array.from({ length: count }, (_, index) => ({
    stream: "stdout",
    at: new Date((from + index) * 1000).toISOString(),
    text: `line ${from + index}`,
  }));

it("numbers the lines in the order of arrival", () => {
  const buffer = append(append(EMPTY_LOG, lines(0, 3)), lines(3, CHUNK_LINES));
  const held = buffer.chunks.flatMap((chunk) => chunk.lines);
  expect(held.map((line) => line.number)).toEqual(held.map((_, index) => index));
  expect(held.map((line) => line.text)).toEqual(held.map((_, index) => `line ${index}`));
  expect(buffer.held).toBe(CHUNK_LINES + 3);
});

it("leaves full chunks alone, so that they are not rendered again", () => {
  const before = append(EMPTY_LOG, lines(0, CHUNK_LINES + 1));
  const after = append(before, lines(CHUNK_LINES + 1, 1));
  expect(after.chunks[0]?.lines).toBe(before.chunks[0]?.lines);
  expect(after.chunks[1]?.lines).toHaveLength(2);
});

it("holds at most so many lines, and says how many went", () => {
  const many = MOST_LINES + 3 * CHUNK_LINES + 7;
  const buffer = append(EMPTY_LOG, lines(0, many));
  expect(buffer.held).toBeLessThanOrEqual(MOST_LINES);
  expect(buffer.held).toBeGreaterThan(MOST_LINES - CHUNK_LINES);
  expect(buffer.held + buffer.dropped).toBe(many);
  expect(buffer.chunks.flatMap((chunk) => chunk.lines)).toHaveLength(buffer.held);
  expect(buffer.chunks[0]?.lines[0]?.number).toBe(buffer.dropped);
});

it("is the same without new lines", () => {
  const buffer = append(EMPTY_LOG, lines(0, 1));
  expect(append(buffer, [])).toBe(buffer);
});

it("knows the lines that it had when a log is opened anew", () => {
  const buffer = append(EMPTY_LOG, lines(0, 10));
  expect(withoutRepeated(buffer, lines(5, 10))).toEqual(lines(10, 5));
});

it("keeps lines without a time: nothing says that they are the same", () => {
  const line: LogLine = { stream: "stdout", text: "again" };
  const buffer = append(EMPTY_LOG, [line]);
  expect(withoutRepeated(buffer, [line])).toEqual([line]);
});
