// What a host can be asked for, and the reason where it cannot.

import { expect, it } from "vitest";
import { deploymentOf } from "./testing";
import { HOST_VERBS, obstacleFor, obstacleTo, offeredFor, rollbackTarget, VERBS } from "./verbs";

const BOOTED = deploymentOf({ id: "b", booted: true, next_boot: true, version: "2" });
const BEHIND = deploymentOf({ id: "c", rollback: true, pinned: true, version: "1" });
const STATE = { abilities: [], deployments: [BOOTED, BEHIND] };

it("offers every verb once, on the host or on a deployment", () => {
  const offered = new Set<string>([
    ...HOST_VERBS.flat(),
    ...offeredFor(BEHIND, STATE.deployments),
    ...offeredFor(BOOTED, STATE.deployments),
  ]);
  expect([...offered].sort()).toEqual(Object.keys(VERBS).sort());
  expect(new Set(HOST_VERBS.flat()).size).toBe(HOST_VERBS.flat().length);
});

it("says what the host says of itself, even while it is busy", () => {
  const why_not = "bootc cannot layer packages: build another image";
  const state = { ...STATE, abilities: [{ verb: "packages" as const, why_not }] };
  expect(obstacleTo("packages", state, "busy")).toBe(
    "bootc cannot layer packages: build another image.",
  );
  expect(obstacleTo("upgrade", state, "busy")).toContain("Wait");
  expect(obstacleTo("upgrade", state, "free")).toBeUndefined();
});

it("knows what is missing for a verb", () => {
  expect(obstacleTo("finalize", STATE, "free")).toBeDefined();
  expect(obstacleTo("apply_live", STATE, "free")).toBe("Nothing is staged.");
  expect(obstacleTo("reset", STATE, "free")).toContain("No package");
  expect(obstacleTo("rollback", STATE, "free")).toBeUndefined();
  expect(obstacleTo("rollback", { ...STATE, deployments: [BOOTED] }, "free")).toContain("behind");
  const layered = { ...STATE, deployments: [{ ...BOOTED, layered_packages: ["htop"] }] };
  expect(obstacleTo("reset", layered, "free")).toBeUndefined();
});

it("keeps the booted and the pinned", () => {
  expect(obstacleFor("remove", BOOTED, STATE, "free")).toBe("It runs now.");
  expect(obstacleFor("remove", BEHIND, STATE, "free")).toContain("unpin");
  expect(obstacleFor("remove", { ...BEHIND, pinned: false }, STATE, "free")).toBeUndefined();
  const offered = (deployment: typeof BOOTED) => offeredFor(deployment, STATE.deployments);
  expect(offered(BEHIND)).toEqual(["rollback", "deploy", "unpin", "remove"]);
  expect(offered(BOOTED)).toEqual(["pin", "remove"]);
});

it("rolls back to what is behind, or to what runs where something else would boot", () => {
  expect(rollbackTarget(STATE.deployments)).toBe(BEHIND);
  const staged = deploymentOf({ id: "a", staged: true, next_boot: true });
  const booted = { ...BOOTED, next_boot: false };
  expect(rollbackTarget([staged, booted, BEHIND])).toBe(booted);
  expect(rollbackTarget([staged, booted])).toBe(booted);
  expect(rollbackTarget([BOOTED])).toBeUndefined();
});
