// Roles in words.

import { expect, test } from "vitest";
import { limitWords, scopeWords } from "./scopeWords";

test("what a role is for", () => {
  expect(scopeWords({ scope: {} })).toBe("Everything");
  expect(scopeWords({ scope: { hosts: ["web-*"] } })).toBe("Hosts web-*");
  const containers = { names: ["shop-*", "mail"], images: [], labels: { team: "web" } };
  expect(scopeWords({ scope: { hosts: ["demo"], containers } })).toBe(
    "Containers named shop-*, mail or with the label team=web, on hosts demo",
  );
  expect(scopeWords({ scope: { containers: { names: [], images: [], labels: {} } } })).toBe(
    "No containers",
  );
});

test("how it is held back", () => {
  const none = { reason: false, cool_down_s: null, per_hour: null };
  expect(limitWords({ limits: none })).toBeUndefined();
  expect(limitWords({ limits: { reason: true, cool_down_s: 300, per_hour: 1 } })).toBe(
    "a reason each time, 5 minutes between two of the same container and at most 1 time an hour",
  );
  expect(limitWords({ limits: { ...none, cool_down_s: 90 } })).toMatch(/^90 seconds/);
});
