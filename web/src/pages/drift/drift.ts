// What differs beneath /etc, in words and by what one looks for. Pure.

import type { DriftedFile } from "../../api/remotes";
import { listed, number } from "../../util/format";

export type How = DriftedFile["how"];

export const HOWS: readonly { how: How; label: string; color: "green" | "red" | "blue" }[] = [
  { how: "modified", label: "Changed", color: "blue" },
  { how: "added", label: "Added", color: "green" },
  { how: "removed", label: "Removed", color: "red" },
];

export interface DriftFilter {
  readonly text: string;
  /** Empty: all. */
  readonly how: How | undefined;
}

export function isShown({ path, how }: DriftedFile, filter: DriftFilter): boolean {
  if (filter.how !== undefined && filter.how !== how) return false;
  return path.toLowerCase().includes(filter.text.trim().toLowerCase());
}

export function countOf(files: readonly DriftedFile[], how: How): number {
  return files.filter((file) => file.how === how).length;
}

/** "12 changed, 3 added and 1 removed"; what is none is left out. */
export function driftWords(files: readonly DriftedFile[]): string {
  const parts = HOWS.map(({ how, label }) => ({ label, count: countOf(files, how) }))
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => `${number(count)} ${label.toLowerCase()}`);
  return parts.length === 0 ? "none" : listed(parts);
}
