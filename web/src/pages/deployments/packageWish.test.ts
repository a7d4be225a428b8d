// A package is wished one thing at a time.

import { expect, it } from "vitest";
import { missingOf, NO_PACKAGES, restorableOf, withName, withoutName } from "./packageWish";
import { deploymentOf } from "./testing";

it("moves a name from one list to another", () => {
  const once = withName(withName(NO_PACKAGES, "install", "htop"), "install", "htop");
  expect(once.install).toEqual(["htop"]);
  const moved = withName(once, "remove", "htop");
  expect(moved).toEqual({ ...NO_PACKAGES, remove: ["htop"] });
  expect(withoutName(moved, "htop")).toEqual(NO_PACKAGES);
});

it("asks for at least one and at most a hundred", () => {
  expect(missingOf(NO_PACKAGES)).toBeDefined();
  expect(missingOf(withName(NO_PACKAGES, "install", "htop"))).toBeUndefined();
  const many = Array.from({ length: 101 }, (_none, place) => `p${place}`);
  expect(missingOf({ ...NO_PACKAGES, install: many })).toContain("100");
});

it("restores what was removed or replaced", () => {
  const changed = deploymentOf({
    id: "a",
    removed_packages: ["zincati"],
    replaced_packages: [{ name: "vim", after: "9" }],
  });
  expect(restorableOf(changed)).toEqual(["zincati", "vim"]);
  expect(restorableOf(undefined)).toEqual([]);
});
