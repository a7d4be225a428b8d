// Which lines of a log are shown as its last errors.

import type { LogLine } from "../../api/logs";

/** More than these nobody reads on a phone. */
const SHOWN = 20;

export interface LastLines {
  /** `others`: it wrote no errors, so they are its last lines of any kind. */
  readonly kind: "errors" | "others" | "none";
  /** Newest first. */
  readonly shown: readonly LogLine[];
}

export function lastErrors(lines: readonly LogLine[]): LastLines {
  const errors = lines.filter(({ stream, text }) => stream === "stderr" && text.trim() !== "");
  if (errors.length > 0) return { kind: "errors", shown: newest(errors) };
  return lines.length === 0
    ? { kind: "none", shown: [] }
    : { kind: "others", shown: newest(lines) };
}

function newest(lines: readonly LogLine[]): LogLine[] {
  return lines.slice(-SHOWN).toReversed();
}
