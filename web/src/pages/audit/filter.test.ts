// Which lines are asked for, and which the file has.

import { expect, test } from "vitest";
import { exportHref, filterOf } from "./filter";

test("what the address says is what is asked for, and what it cannot say is any", () => {
  expect(filterOf(new URLSearchParams("q=web&outcome=denied"))).toEqual({
    text: "web",
    outcome: "denied",
  });
  expect(filterOf(new URLSearchParams("q=&outcome=nonsense"))).toEqual({});
});

test("the file is of the same lines", () => {
  const href = exportHref({ text: "a&b", outcome: "failed" }, "csv");
  expect(href).toBe("/api/v1/audit/export?text=a%26b&outcome=failed&format=csv");
});
