// A role before it is saved: what goes together, what is missing, and there and back.

import { expect, test } from "vitest";
import type { RoleDefinition } from "../../api/accounts";
import { clashOf, draftOf, heldOf, NEW_ROLE, patternsOf, roleMissing, specOf } from "./roleForm";

const SHOP = {
  ...NEW_ROLE,
  name: "shop",
  extent: "containers",
  names: "shop-*, mail-?",
  labels: "team=web*",
} as const;

test("what reaches further than the role is for is not held", () => {
  expect(clashOf("all", "console")).toBeUndefined();
  expect(clashOf("hosts", "system")).toBeUndefined();
  expect(clashOf("hosts", "console")).toMatch(/certain hosts/);
  expect(clashOf("containers", "containers")).toBeUndefined();
  expect(clashOf("containers", "making")).toMatch(/whole host/);
  expect(clashOf("containers", "console")).toMatch(/the console/);
  const actions = ["container_view", "host_view", "audit_view"] as const;
  expect(heldOf({ extent: "containers", actions })).toEqual(["container_view"]);
  expect(heldOf({ extent: "hosts", actions })).toEqual(["container_view", "host_view"]);
});

test("what is missing is said", () => {
  expect(roleMissing(SHOP)).toBeUndefined();
  expect(roleMissing({ ...SHOP, name: "" })).toMatch(/name/);
  expect(roleMissing({ ...SHOP, name: "admin" })).toMatch(/another name/);
  expect(roleMissing({ ...SHOP, names: "", labels: " " })).toMatch(/which containers/);
  expect(roleMissing({ ...SHOP, labels: "team" })).toMatch(/labels/);
  expect(roleMissing({ ...SHOP, actions: ["host_view"] })).toMatch(/Tick/);
  expect(roleMissing({ ...SHOP, coolDown: "0" })).toMatch(/pause/);
  expect(roleMissing({ ...SHOP, perHour: "2.5" })).toMatch(/an hour/);
  expect(roleMissing({ ...SHOP, extent: "hosts" })).toMatch(/which hosts/);
});

test("a role is what was filled in", () => {
  expect(specOf({ ...SHOP, reason: true, coolDown: "2,5", perHour: "10" })).toEqual({
    description: "",
    actions: ["container_view"],
    scope: {
      containers: { names: ["shop-*", "mail-?"], images: [], labels: { team: "web*" } },
    },
    limits: { reason: true, cool_down_s: 150, per_hour: 10 },
  });
  // A scope that is not asked for any more is forgotten.
  expect(specOf({ ...SHOP, extent: "all", hosts: "web-*" }).scope).toEqual({});
});

test("a role that is changed keeps what is not touched", () => {
  const role: RoleDefinition = {
    name: "shop",
    description: "The shop's people",
    actions: ["session_open", "container_view", "container_restart"],
    scope: {
      hosts: ["web-1"],
      containers: { names: [], images: ["quay.io/shop/*"], labels: { "a.b": "x=y" } },
    },
    limits: { reason: false, cool_down_s: 90, per_hour: null },
    origin: "console",
  };
  const { description, scope, limits } = role;
  const actions = ["container_view", "container_restart"];
  expect(specOf(draftOf(role))).toEqual({ description, scope, limits, actions });
});

test("patterns are parted by spaces, commas and lines, each once", () => {
  expect(patternsOf(" a, b\nc  a ")).toEqual(["a", "b", "c"]);
});
