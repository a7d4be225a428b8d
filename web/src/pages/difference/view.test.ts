// A difference as it is looked at.

import { expect, it } from "vitest";
import { countsOf, howOf, isNothing, isWebLink, type PackageDifference, sectionsOf } from "./view";

const PACKAGES: readonly PackageDifference[] = [
  { name: "bash", how: "upgraded", group: "other", before: "5.2", after: "5.3" },
  { name: "kernel", how: "upgraded", group: "kernel", before: "6.16", after: "6.17" },
  { name: "libxslt", how: "removed", group: "other", before: "1.1" },
  { name: "podman", how: "downgraded", group: "engine", before: "5.6", after: "5.5" },
];
const ALL = { text: "", how: undefined };

it("puts first what matters, and leaves out empty groups", () => {
  const sections = sectionsOf(PACKAGES, ALL);
  expect(sections.map(({ group }) => group)).toEqual(["kernel", "engine", "other"]);
  expect(sections.at(-1)?.packages.map(({ name }) => name)).toEqual(["bash", "libxslt"]);
});

it("filters by name in any case, and by what happens", () => {
  expect(sectionsOf(PACKAGES, { text: " KERN ", how: undefined })).toHaveLength(1);
  expect(sectionsOf(PACKAGES, { text: "", how: "removed" })[0]?.packages).toHaveLength(1);
  expect(sectionsOf(PACKAGES, { text: "bash", how: "removed" })).toEqual([]);
});

it("counts all, whatever is shown", () => {
  expect(countsOf(PACKAGES)).toEqual({ upgraded: 2, downgraded: 1, added: 0, removed: 1 });
});

it("reads the address with care", () => {
  expect(howOf("removed")).toBe("removed");
  expect(howOf("exploded")).toBeUndefined();
  expect(howOf(null)).toBeUndefined();
  expect(isWebLink("https://example.org/CVE-1")).toBe(true);
  expect(isWebLink("javascript:alert(1)")).toBe(false);
});

it("tells nothing from not known", () => {
  const none = { advisories: [], kernel_arguments_added: [], kernel_arguments_removed: [] };
  expect(isNothing({ ...none, packages: [] })).toBe(true);
  expect(isNothing(none)).toBe(false);
  expect(isNothing({ ...none, packages: [], kernel_arguments_added: ["quiet"] })).toBe(false);
});
