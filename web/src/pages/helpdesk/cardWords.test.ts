// Containers in the helpdesk's words.

import { expect, test } from "vitest";
import type { Schema } from "../../api/client";
import type { Container } from "../containers/state";
import { inOrder, moment, told, unhealthySince } from "./cardWords";

const local = (hour: number, minute: number, day = 22) => new Date(2026, 10, day, hour, minute);
const NOW = local(12, 0).getTime();
const RUNNING: Container = {
  id: "a".repeat(64),
  name: "shop-web",
  image: "shop/web",
  state: "running",
  status: "Up",
  created_at: local(9, 0).toISOString(),
  started_at: local(9, 12).toISOString(),
  ports: [],
  crash_loop: false,
};
const ended = local(10, 5).toISOString();

test.each<[string, Partial<Container>, string, string]>([
  ["runs", {}, "good", "Running since 09:12"],
  ["is unwell", { health: "unhealthy" }, "bad", "Not healthy since 10:05"],
  ["comes up", { health: "starting" }, "busy", "Starting"],
  ["crashes", { crash_loop: true, state: "restarting" }, "bad", "Keeps crashing"],
  ["crashed", { state: "exited", exit_code: 1 }, "bad", "Crashed at 10:05"],
  ["was stopped", { state: "exited", exit_code: 143 }, "calm", "Stopped since 10:05"],
  ["never ran", { state: "created", started_at: null }, "calm", "Not started yet"],
])("one that %s", (_, part, mood, words) => {
  const moments = { unhealthySince: ended, endedAt: ended };
  expect(told({ ...RUNNING, ...part }, moments, NOW)).toEqual({ mood, words });
});

test("what is not known is left out", () => {
  const stopped = { ...RUNNING, state: "exited", exit_code: 0 } as const;
  expect(told(stopped, {}, NOW).words).toBe("Stopped");
});

test("a moment of another day has its date", () => {
  expect(moment(local(9, 2).toISOString(), NOW)).toBe("09:02");
  expect(moment(local(23, 59, 21).toISOString(), NOW)).toBe("21 Nov 2026, 23:59");
});

test("the health check fails since the first failure after it was well or began", () => {
  const entry = (
    minute: number,
    action: string,
    severity: Schema<"Severity">,
  ): Schema<"TimelineEntry"> => ({
    at: local(11, minute).toISOString(),
    subject: "container",
    name: "shop-web",
    action,
    severity,
    text: "",
  });
  const bad = (minute: number) => entry(minute, "health_status", "bad");
  const well = entry(5, "health_status", "good");
  expect(unhealthySince([bad(9), bad(7), well, bad(3)])).toBe(bad(7).at);
  expect(unhealthySince([bad(9), entry(8, "start", "normal"), bad(3)])).toBe(bad(9).at);
  expect(unhealthySince([well])).toBeUndefined();
});

test("trouble comes first", () => {
  const calm = { ...RUNNING, name: "a", state: "paused" } as const;
  const bad = { ...RUNNING, name: "z", crash_loop: true };
  const names = inOrder([RUNNING, { ...RUNNING, name: "b" }, calm, bad], NOW).map((c) => c.name);
  expect(names).toEqual(["z", "a", "b", "shop-web"]);
});
