// The lines of a log that the page holds: bounded, in chunks that never change once they are full, so that a
// new line copies one chunk and not a hundred thousand lines. Every chunk but the last is full, which is what
// finds a line by its place at once. Knows which lines it had already when a log is opened again. Pure;
// useLog.ts feeds it.

import type { LogLine } from "../../api/logs";
import { plainText } from "./ansi";

/** At most so many lines are held; the oldest go first, a chunk at a time. */
export const MOST_LINES = 100_000;
export const CHUNK_LINES = 500;

/** A line of the log, or a place where lines are missing. */
export type Entry = HeldLine | Gap;

export interface HeldLine extends Omit<LogLine, "skipped"> {
  readonly kind: "line";
  /** Counts from 0 in the order of arrival. */
  readonly number: number;
  /** The text as one reads it: without colours and other commands to a terminal. */
  readonly plain: string;
}

export interface Gap {
  readonly kind: "gap";
  readonly number: number;
  /** Lines that came faster than the page could read. */
  readonly skipped: number;
  readonly container?: string;
}

export interface LogBuffer {
  readonly chunks: readonly (readonly Entry[])[];
  /** Entries held. */
  readonly held: number;
  /** Entries that went, for want of room: the number of the first one that is held. */
  readonly dropped: number;
  /** Lines that were never sent. */
  readonly skipped: number;
}

export const EMPTY_LOG: LogBuffer = { chunks: [], held: 0, dropped: 0, skipped: 0 };

/** With the lines at its end. */
export function append(buffer: LogBuffer, lines: readonly LogLine[]): LogBuffer {
  if (lines.length === 0) return buffer;
  const chunks = [...buffer.chunks];
  let number = buffer.held + buffer.dropped;
  let { skipped } = buffer;
  let open = [...(chunks.pop() ?? [])];
  const push = (entry: Entry) => {
    if (open.length === CHUNK_LINES) {
      chunks.push(open);
      open = [];
    }
    open.push(entry);
    number += 1;
  };
  for (const line of lines) {
    const { skipped: missing = 0, ...rest } = line;
    if (missing > 0) {
      skipped += missing;
      push({ kind: "gap", number, skipped: missing, ...ofContainer(line) });
    }
    push({ kind: "line", number, plain: plainText(line.text), ...rest });
  }
  chunks.push(open);
  return trim({ chunks, held: number - buffer.dropped, dropped: buffer.dropped, skipped });
}

/** The entry at a place, counted from the oldest that is held. */
export function entryAt({ chunks }: LogBuffer, place: number): Entry | undefined {
  return chunks[Math.floor(place / CHUNK_LINES)]?.[place % CHUNK_LINES];
}

/** The entry of a number. */
export function entryOf(buffer: LogBuffer, number: number): Entry | undefined {
  return entryAt(buffer, number - buffer.dropped);
}

/** The numbers of the entries that pass, in order. */
export function numbersWhere(buffer: LogBuffer, passes: (entry: Entry) => boolean): number[] {
  const numbers: number[] = [];
  for (const chunk of buffer.chunks) {
    for (const entry of chunk) if (passes(entry)) numbers.push(entry.number);
  }
  return numbers;
}

/** The time of the newest line, where it has one. */
export function newestTime({ chunks }: LogBuffer): string | undefined {
  const newest = chunks.at(-1)?.findLast((entry) => entry.kind === "line");
  return newest?.kind === "line" ? newest.at : undefined;
}

/** The lines that the buffer does not have already: a log opened anew, from `since` on, repeats some. */
export function withoutRepeated(
  buffer: LogBuffer,
  lines: readonly LogLine[],
  since: string,
): readonly LogLine[] {
  const known = new Set<string>();
  for (const chunk of buffer.chunks.toReversed()) {
    const recent = chunk.filter(
      (entry) => entry.kind === "line" && entry.at !== undefined && isBefore(since, entry.at),
    );
    for (const entry of recent) if (entry.kind === "line") known.add(identity(entry));
    if (recent.length === 0) break;
  }
  return lines.filter((line) => line.at === undefined || !known.has(identity(line)));
}

/** Lines of several containers in order of time; those without one stay where they are. */
export function byTime(lines: readonly LogLine[]): readonly LogLine[] {
  return lines.toSorted(({ at: one }, { at: other }) => {
    if (one === undefined || other === undefined || one === other) return 0;
    return isBefore(one, other) ? -1 : 1;
  });
}

/** In UTC with as many digits as needed: "…:07Z" is before "…:07.5Z", which letters alone would not say. */
function isBefore(one: string, other: string): boolean {
  return one.replace("Z", "") <= other.replace("Z", "");
}

function identity({ stream, at, text, container }: LogLine): string {
  return `${at} ${stream} ${container ?? ""} ${text}`;
}

function ofContainer({ container }: LogLine): Pick<Gap, "container"> {
  return container === undefined ? {} : { container };
}

function trim(buffer: LogBuffer): LogBuffer {
  const excess = Math.max(0, buffer.held - MOST_LINES);
  const gone = Math.ceil(excess / CHUNK_LINES);
  if (gone === 0) return buffer;
  const lost = gone * CHUNK_LINES;
  return {
    ...buffer,
    chunks: buffer.chunks.slice(gone),
    held: buffer.held - lost,
    dropped: buffer.dropped + lost,
  };
}
