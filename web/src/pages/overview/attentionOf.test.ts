// What needs a person, and what does not.

import { expect, it } from "vitest";
import type { Schema } from "../../api/client";
import { attentionOf } from "./attentionOf";

const HOST: Schema<"HostDetail"> = { id: "local", name: "local", facts: {}, capabilities: [] };
const CONTAINER: Schema<"Container"> = {
  id: "1",
  name: "web",
  image: "web",
  state: "running",
  status: "Up",
  created_at: "2026-11-22T12:00:00Z",
  ports: [],
  crash_loop: false,
};
const DEPLOYMENTS: Schema<"Deployments"> = {
  backend: "rpm-ostree",
  abilities: [],
  deployments: [],
  reboot_to_apply: false,
};
const UPDATE: Schema<"Update"> = { version: "2", checksum: "c", advisories: 1, staged: false };
const unit = (name: string) => ({
  name,
  description: "",
  active_state: "failed",
  sub_state: "failed",
});
const titles = (state: Omit<Parameters<typeof attentionOf>[0], "host">) =>
  attentionOf({ host: HOST, ...state }).map(({ title }) => title);

it("is nothing where all is well or nothing is known", () => {
  expect(titles({})).toEqual([]);
  expect(titles({ containers: [CONTAINER], deployments: DEPLOYMENTS })).toEqual([]);
});

it("is not a container that somebody stopped", () => {
  for (const code of [0, 130, 137, 143]) {
    expect(titles({ containers: [{ ...CONTAINER, state: "exited", exit_code: code }] })).toEqual(
      [],
    );
  }
});

it.each([
  [{ state: "exited", exit_code: 1 }, "danger", "web (crashed with code 1)."],
  [{ crash_loop: true }, "danger", "web (keeps crashing)."],
  [{ state: "restarting" }, "danger", "web (keeps restarting)."],
  [{ health: "unhealthy" }, "warning", "web (unhealthy)."],
] as const)("is a container with %j", (change, variant, detail) => {
  const [item] = attentionOf({ host: HOST, containers: [{ ...CONTAINER, ...change }] });
  expect(item).toMatchObject({ title: "1 container needs attention", variant, detail });
});

it("is a failed service first, and names a few", () => {
  const host = { ...HOST, failed_units: ["a", "b", "c", "d", "e"].map(unit) };
  const [item] = attentionOf({ host, deployments: { ...DEPLOYMENTS, update: UPDATE } });
  expect(item).toMatchObject({ title: "5 services failed", detail: "a, b, c and 2 more." });
});

it("is an update, until it is staged; then the reboot", () => {
  expect(titles({ deployments: { ...DEPLOYMENTS, update: UPDATE } })).toEqual([
    "An update is available",
  ]);
  const staged = { ...DEPLOYMENTS, update: { ...UPDATE, staged: true }, reboot_to_apply: true };
  expect(titles({ deployments: staged })).toEqual(["Restart to apply the update"]);
});

it("says how grave what an update resolves is", () => {
  const detail = (severity: Schema<"AdvisorySeverity">) =>
    attentionOf({
      host: HOST,
      deployments: { ...DEPLOYMENTS, update: { ...UPDATE, severity } },
    }).at(-1)?.detail;
  expect(detail("critical")).toBe("Version 2, with 1 security advisory, the gravest critical.");
  expect(detail("none")).toBe("Version 2, with 1 security advisory.");
});
