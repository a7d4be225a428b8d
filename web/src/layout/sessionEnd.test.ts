// What is said of a session's end, and when.

import { expect, test } from "vitest";
import { countdown, endOf } from "./sessionEnd";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const session = (idle: number, expires: number) => ({ idle_at: at(idle), expires_at: at(expires) });

test.each([
  [session(1800, 36_000), { kind: "later", lookIn: 1_680_000 }],
  [session(1800, 600), { kind: "later", lookIn: 480_000 }],
  [session(119, 36_000), { kind: "idle", at: NOW + 119_000 }],
  [session(1800, 60), { kind: "expires", at: NOW + 60_000 }],
  // Staying signed in would be of no use.
  [session(90, 90), { kind: "expires", at: NOW + 90_000 }],
  [session(0, 60), { kind: "over" }],
  [session(60, -1), { kind: "over" }],
])("%o", (given, expected) => {
  expect(endOf(given, NOW)).toEqual(expected);
});

test("the time that is left", () => {
  expect([119_500, 60_000, 4_001, 0, -5].map(countdown)).toEqual([
    "2:00",
    "1:00",
    "0:05",
    "0:00",
    "0:00",
  ]);
});
