// What is between two deployments, as it is looked at: filtered, grouped by what matters first, and counted. Pure.

import type { Schema } from "../../api/client";

export type PackageDifference = Schema<"PackageDifference">;
export type How = Schema<"PackageHow">;
export type Group = Schema<"PackageGroup">;

export const HOWS = [
  "upgraded",
  "downgraded",
  "added",
  "removed",
] as const satisfies readonly How[];

export const HOW_WORDS: Record<How, { title: string; color: "blue" | "orange" | "green" | "red" }> =
  {
    upgraded: { title: "Upgraded", color: "blue" },
    downgraded: { title: "Downgraded", color: "orange" },
    added: { title: "Added", color: "green" },
    removed: { title: "Removed", color: "red" },
  };

/** The gravest first, as the server has them. */
const GROUPS: readonly { group: Group; title: string }[] = [
  { group: "kernel", title: "Kernel" },
  { group: "boot", title: "Boot and deployments" },
  { group: "systemd", title: "systemd" },
  { group: "engine", title: "Container engine" },
  { group: "selinux", title: "SELinux" },
  { group: "crypto", title: "Cryptography" },
  { group: "network", title: "Network" },
  { group: "other", title: "Everything else" },
];

export interface Filter {
  /** A part of the name, in any case. */
  readonly text: string;
  /** Only these; `undefined`: all. */
  readonly how: How | undefined;
}

export interface PackageSection {
  readonly group: Group;
  readonly title: string;
  readonly packages: readonly PackageDifference[];
}

/** `how` of the address, if it is one. */
export function howOf(text: string | null): How | undefined {
  return HOWS.find((how) => how === text);
}

export function sectionsOf(
  packages: readonly PackageDifference[],
  { text, how }: Filter,
): readonly PackageSection[] {
  const wanted = text.trim().toLowerCase();
  const shown = packages.filter(
    (one) =>
      (how === undefined || one.how === how) &&
      (wanted === "" || one.name.toLowerCase().includes(wanted)),
  );
  return GROUPS.map(({ group, title }) => ({
    group,
    title,
    packages: shown.filter((one) => one.group === group),
  })).filter((section) => section.packages.length > 0);
}

export function countsOf(packages: readonly PackageDifference[]): Readonly<Record<How, number>> {
  const count = (wanted: How) => packages.filter(({ how }) => how === wanted).length;
  return {
    upgraded: count("upgraded"),
    downgraded: count("downgraded"),
    added: count("added"),
    removed: count("removed"),
  };
}

/** Whether a reference can be followed: the server promises it, and a browser would run "javascript:". */
export function isWebLink(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

/** Whether there is nothing between the two that was compared. */
export function isNothing(difference: Schema<"Difference">): boolean {
  const { packages, advisories } = difference;
  const { kernel_arguments_added: came, kernel_arguments_removed: gone } = difference;
  return packages?.length === 0 && advisories.length + came.length + gone.length === 0;
}
