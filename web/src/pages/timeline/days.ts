// A timeline's entries by day and by what one looks for. Pure.

import type { Schema } from "../../api/client";
import { date } from "../../util/format";

export type Entry = Schema<"TimelineEntry">;
export type Subject = Schema<"TimelineSubject">;

export interface Day {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Newest day first, as the entries are; today and yesterday by these words. */
export function daysOf(entries: readonly Entry[], now: number): Day[] {
  const today = date(new Date(now).toISOString());
  const yesterday = date(new Date(now - 24 * 3_600_000).toISOString());
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = date(entry.at);
    const of = days.get(day);
    if (of === undefined) days.set(day, [entry]);
    else of.push(entry);
  }
  return [...days].map(([day, of]) => ({
    title: day === today ? "Today" : day === yesterday ? "Yesterday" : day,
    entries: of,
  }));
}

export const WEIGHTS = ["all", "notable", "bad"] as const;
export type Weight = (typeof WEIGHTS)[number];

export interface Wanted {
  readonly text: string;
  readonly weight: Weight;
  readonly subject: Subject | undefined;
}

export function isWanted(entry: Entry, { text, weight, subject }: Wanted): boolean {
  if (subject !== undefined && entry.subject !== subject) return false;
  if (!weighs(entry, weight)) return false;
  const wanted = text.trim().toLowerCase();
  return [entry.name, entry.text, entry.asked_by ?? ""].some((part) =>
    part.toLowerCase().includes(wanted),
  );
}

function weighs({ severity }: Entry, weight: Weight): boolean {
  switch (weight) {
    case "all":
      return true;
    case "notable":
      return severity !== "normal";
    case "bad":
      return severity === "bad" || severity === "warning";
  }
}
