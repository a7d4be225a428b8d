// A token before it is made.

import { expect, test } from "vitest";
import { curlLine, daysOf, tokenMissing } from "./tokenForm";

const GOOD = { label: "backup", role: "viewer", days: "90" };

test("what is missing is said one after the other", () => {
  expect(tokenMissing(GOOD)).toBeUndefined();
  expect(tokenMissing({ ...GOOD, label: "  " })).toMatch(/what it is for/);
  expect(tokenMissing({ ...GOOD, label: "x".repeat(65) })).toMatch(/at most 64/);
  expect(tokenMissing({ ...GOOD, role: "" })).toMatch(/role/);
  expect(tokenMissing({ ...GOOD, days: "366" })).toMatch(/365 days/);
});

test.each([
  ["1", 1],
  [" 365 ", 365],
  ["0", undefined],
  ["366", undefined],
  ["1.5", undefined],
  ["-3", undefined],
  ["", undefined],
])("%s days", (text, days) => {
  expect(daysOf(text)).toBe(days);
});

test("the line has address and secret", () => {
  expect(curlLine("https://deck.example", "atomdeck_abc")).toBe(
    "curl -H 'Authorization: Bearer atomdeck_abc' https://deck.example/api/v1/hosts",
  );
});
