// Sizes, durations and ages at their borders.

import { describe, expect, it } from "vitest";
import {
  bytes,
  clock,
  counted,
  dateTime,
  duration,
  fullSentence,
  rate,
  relative,
  uptime,
} from "./format";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const DAY = 86_400;

it.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [123_456_789, "123.5 MB"],
  [2_500_000_000, "2.5 GB"],
  [9e15, "9,000 TB"],
])("%d bytes are %s", (count, text) => {
  expect(bytes(count)).toBe(text);
});

it.each([
  ["the bus does not answer", "The bus does not answer."],
  ["Wait. Then try again?", "Wait. Then try again?"],
  ["", ""],
  ["docker.service is enabled", "docker.service is enabled."],
  ["rpm-ostree does nothing by itself", "rpm-ostree does nothing by itself."],
  ["journalctl is not on this host", "Journalctl is not on this host."],
])("%j is told as %j", (text, told) => {
  expect(fullSentence(text)).toBe(told);
});

it("a rate is an amount a second", () => {
  expect(rate(4_200_000)).toBe("4.2 MB a second");
});

it.each([
  [0, "just now"],
  [59, "just now"],
  [60, "1 minute ago"],
  [3 * 3600, "3 hours ago"],
  [DAY, "yesterday"],
  [13 * DAY, "13 days ago"],
  [14 * DAY, "2 weeks ago"],
  [90 * DAY, "3 months ago"],
  [800 * DAY, "2 years ago"],
  [-7200, "in 2 hours"],
])("%d seconds ago is %s", (seconds, text) => {
  expect(relative(ago(seconds), NOW)).toBe(text);
});

it.each([
  [-5, "0 seconds"],
  [5_000, "5 seconds"],
  [61_000, "1 minute, 1 second"],
  [(3 * DAY + 4 * 3600 + 700) * 1000, "3 days, 4 hours"],
])("%d ms of uptime are %s", (ms, text) => {
  expect(uptime(ms)).toBe(text);
});

it.each([
  [340, "340 ms"],
  [2_100, "2.1 s"],
  [59_960, "1 min 0 s"],
  [185_000, "3 min 5 s"],
])("%d ms took %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

it("counts", () => {
  expect(counted(1, "container")).toBe("1 container");
  expect(counted(12_000, "container")).toBe("12,000 containers");
  expect(counted(2, "advisory", "advisories")).toBe("2 advisories");
});

describe("what is no date", () => {
  it.each([dateTime, clock, (at: string) => relative(at, NOW)])("stays as it is", (format) => {
    expect(format("soon")).toBe("soon");
  });
});
