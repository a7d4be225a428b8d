// The choice of a restart: what is wrong with it, and what it becomes.

import { describe, expect, it } from "vitest";
import type { Impact } from "../../api/power";
import {
  blockersOf,
  complaintsOf,
  countdown,
  fieldTime,
  NEW_DRAFT,
  type PowerDraft,
  powerLine,
  requestOf,
} from "./power";
import { losses, summaryOf } from "./stops";

const NOW = Date.parse("2026-11-26T10:00:00Z");
const HOUR = 3_600_000;
const at = (ms: number, rest: Partial<PowerDraft> = {}): PowerDraft => ({
  ...NEW_DRAFT,
  when: "later",
  time: fieldTime(NOW + ms),
  ...rest,
});

describe("a draft", () => {
  it.each<[PowerDraft, RegExp | undefined]>([
    [NEW_DRAFT, undefined],
    [at(HOUR), undefined],
    [at(30 * 24 * HOUR), undefined],
    [at(0), /passed already/],
    [at(-HOUR), /passed already/],
    [at(31 * 24 * HOUR), /within the next 30 days/],
    [at(HOUR, { time: "" }), /Choose a day/],
    [at(HOUR, { time: "soon" }), /no day and time/],
    // What is not asked for is not complained of.
    [at(-HOUR, { when: "now" }), undefined],
  ])("%j is complained of as %s", (draft, complaint) => {
    const { time } = complaintsOf(draft, NOW);
    if (complaint === undefined) expect(time).toBeUndefined();
    else expect(time).toMatch(complaint);
  });

  it("has a message of at most 200 characters, whatever they are", () => {
    const of = (message: string) => complaintsOf({ ...NEW_DRAFT, message }, NOW).message;
    expect(of(` ${"ü".repeat(200)} `)).toBeUndefined();
    expect(of("🙂".repeat(200))).toBeUndefined();
    expect(of("x".repeat(203))).toMatch(/3 characters too long/);
  });

  it("becomes a request", () => {
    expect(requestOf({ ...NEW_DRAFT, time: fieldTime(NOW) })).toEqual({
      action: "reboot",
      inhibitors: "respect",
    });
    expect(requestOf(at(HOUR, { action: "power_off", message: " Back at noon " }))).toEqual({
      action: "power_off",
      inhibitors: "respect",
      at: "2026-11-26T11:00:00.000Z",
      message: "Back at noon",
    });
  });

  it.each<[PowerDraft, string | undefined]>([
    [NEW_DRAFT, "systemctl reboot"],
    [{ ...NEW_DRAFT, inhibitors: "ignore" }, "systemctl --ignore-inhibitors reboot"],
    [{ ...NEW_DRAFT, message: "Don't" }, "shutdown --reboot now 'Don'\\''t'"],
    [{ ...NEW_DRAFT, action: "power_off" }, "systemctl poweroff"],
    [{ ...NEW_DRAFT, action: "soft_reboot" }, "systemctl soft-reboot"],
    [at(90 * 60_000, { message: "Lunch" }), "shutdown --reboot +90 Lunch"],
    [at(HOUR, { action: "power_off" }), "shutdown --poweroff +60"],
    [at(HOUR, { action: "soft_reboot" }), undefined],
  ])("%j is %s on the host", (draft, line) => {
    expect(powerLine(draft, NOW)).toBe(line);
  });
});

it("names those who refuse, each once", () => {
  const one = (who: string, blocks: boolean) => ({
    who,
    blocks,
    what: ["shutdown"],
    why: "busy",
    mode: blocks ? ("block" as const) : ("delay" as const),
  });
  expect(blockersOf([one("backup", true), one("login", false), one("backup", true)])).toBe(
    "backup",
  );
  expect(blockersOf([one("login", false)])).toBeUndefined();
});

it("counts down in whole seconds", () => {
  expect(countdown(2 * HOUR + 5 * 60_000 + 8_200)).toBe("02:05:09");
  expect(countdown(26 * HOUR)).toBe("1 d 02:00:00");
  expect(countdown(-5)).toBe("00:00:00");
});

describe("an impact", () => {
  const container = (name: string, returns: Impact["containers"][number]["returns"]) => ({
    id: name,
    name,
    image: "i",
    state: "running" as const,
    returns,
    why: "because",
  });
  const impact: Impact = {
    containers: [container("web", "yes"), container("job", "no"), container("odd", "unknown")],
    services: [{ name: "rescue.service", description: "", why: "by hand" }],
    sessions: [
      { id: "1", user: "ada", class: "user" },
      { id: "2", user: "ada", class: "user" },
    ],
    inhibitors: [],
    boots: [],
    missing: [],
  };

  it("is sorted by what comes back", () => {
    const { lost, unsure, coming } = losses(impact);
    const names = [lost, unsure, coming].map((some) => some.map(({ name }) => name));
    expect(names).toEqual([["job"], ["odd"], ["web"]]);
  });

  it("is summed up before the last question", () => {
    expect(summaryOf(impact)).toEqual([
      "3 containers will stop.",
      "Not back by themselves: job and rescue.service.",
      "Signed in, and cut off: ada.",
    ]);
  });
});
