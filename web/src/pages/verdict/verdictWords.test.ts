// The verdict in words, and whether it is worth a card.

import { describe, expect, it } from "vitest";
import type { Verdict } from "../../api/verdict";
import { evidenceOf, isOpen, isWorthShowing, waitComplaint } from "./verdictWords";

const NOW = Date.parse("2026-11-26T10:00:00Z");
const VERDICT: Verdict = {
  state: "as_before",
  now: { boot_id: "b", booted_at: "2026-11-26T01:00:00Z", missing: [] },
  deployment_changed: false,
  is_return: false,
  newly_failed: [],
  recovered: [],
  lost_containers: [],
  rule: { rule: "ask", wait_minutes: 10 },
};
const kept = { kind: "kept", by: "ada", at: "2026-11-26T01:05:00Z" } as const;

describe("a card", () => {
  it.each<[Partial<Verdict>, boolean]>([
    [{}, false],
    [{ state: "worse" }, true],
    [{ deployment_changed: true }, true],
    [{ deployment_changed: true, decision: kept }, false],
    [{ deployment_changed: true, is_return: true }, false],
    [{ deployment_changed: true, state: "first_seen" }, false],
    [{ now: { ...VERDICT.now, booted_at: "2026-11-26T09:30:00Z" } }, true],
  ])("for %j is shown: %s", (part, shown) => {
    expect(isWorthShowing({ ...VERDICT, ...part }, NOW)).toBe(shown);
  });

  it("offers a decision once, on what is new", () => {
    expect(isOpen({ ...VERDICT, deployment_changed: true })).toBe(true);
    expect(isOpen({ ...VERDICT, deployment_changed: true, decision: kept })).toBe(false);
    expect(isOpen(VERDICT)).toBe(false);
  });
});

describe("evidence", () => {
  it("names what is worse before what is better", () => {
    const verdict: Verdict = {
      ...VERDICT,
      state: "worse",
      newly_failed: ["a.service", "b.service"],
      recovered: ["c.service"],
      lost_containers: [{ name: "web", why: "it ended with code 1" }],
    };
    expect(evidenceOf(verdict)).toEqual([
      "Failed now, and not before: a.service and b.service.",
      "The container web ran before and does not now: it ended with code 1.",
      "Failed before, and well now: c.service.",
    ]);
  });

  it("says that all is well, but not while the host settles", () => {
    expect(evidenceOf(VERDICT)).toHaveLength(1);
    expect(evidenceOf({ ...VERDICT, state: "settling" })).toEqual([]);
  });
});

it("takes whole minutes from 3 to a day", () => {
  for (const good of ["3", " 30 ", "1440"]) expect(waitComplaint(good)).toBeUndefined();
  for (const bad of ["", "2", "1441", "3.5", "-5", "1e2"]) expect(waitComplaint(bad)).toBeDefined();
});
