// Which lines of the audit log are shown: kept in the address, asked of the server, and taken away as a file.

import type { Schema } from "../../api/client";
import type { AuditFilter } from "../../api/queries";

type Outcome = Schema<"Outcome">;

export const OUTCOMES: Record<Outcome, { word: string; hint: string }> = {
  started: { word: "Under way", hint: "Allowed and begun; not over yet." },
  succeeded: { word: "Succeeded", hint: "It was done." },
  failed: { word: "Failed", hint: "It was tried, and failed." },
  denied: { word: "Denied", hint: "The role does not allow it; nothing was tried." },
  unknown: {
    word: "Unknown",
    hint: "Begun, but its end was never seen: the console went away meanwhile.",
  },
};

export function isOutcome(word: string): word is Outcome {
  return word in OUTCOMES;
}

export function filterOf(view: URLSearchParams): AuditFilter {
  const text = view.get("q") ?? "";
  const outcome = view.get("outcome") ?? "";
  return {
    ...(text === "" ? {} : { text }),
    ...(isOutcome(outcome) ? { outcome } : {}),
  };
}

/** Where the same lines are as a file. */
export function exportHref(filter: AuditFilter, format: "csv" | "jsonl"): string {
  const query = new URLSearchParams({ ...filter, format });
  return `/api/v1/audit/export?${query.toString()}`;
}
