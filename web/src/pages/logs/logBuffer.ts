// The lines of a log that the page holds: bounded, in chunks that never change once they are full, so
// that a new line renders one chunk and not ten thousand lines. Knows which lines it had already when
// a log is opened again. Pure; useLog.ts feeds it.

import type { LogLine } from "../../api/channels";

/** At most so many lines are held; the oldest go first, a chunk at a time. */
export const MOST_LINES = 10_000;
export const CHUNK_LINES = 250;

export interface NumberedLine extends LogLine {
  /** Counts from 0 in the order of arrival. */
  readonly number: number;
}

export interface LogChunk {
  readonly id: number;
  readonly lines: readonly NumberedLine[];
}

export interface LogBuffer {
  readonly chunks: readonly LogChunk[];
  /** Lines held. */
  readonly held: number;
  /** Lines that went, for want of room. */
  readonly dropped: number;
}

export const EMPTY_LOG: LogBuffer = { chunks: [], held: 0, dropped: 0 };

/** With the lines at its end. */
export function append(buffer: LogBuffer, lines: readonly LogLine[]): LogBuffer {
  if (lines.length === 0) return buffer;
  const chunks = [...buffer.chunks];
  let next = buffer.held + buffer.dropped;
  let last = chunks.pop() ?? { id: 0, lines: [] };
  let open = [...last.lines];
  for (const line of lines) {
    if (open.length === CHUNK_LINES) {
      chunks.push({ id: last.id, lines: open });
      last = { id: last.id + 1, lines: [] };
      open = [];
    }
    open.push({ ...line, number: next });
    next += 1;
  }
  chunks.push({ id: last.id, lines: open });
  return trim({ chunks, held: buffer.held + lines.length, dropped: buffer.dropped });
}

/** The lines that the buffer does not end with already: a log opened anew repeats its tail. */
export function withoutRepeated(buffer: LogBuffer, lines: readonly LogLine[]): readonly LogLine[] {
  const known = new Set(
    buffer.chunks
      .slice(-4)
      .flatMap((chunk) => chunk.lines)
      .map(identity),
  );
  const isKnown = (line: LogLine) => line.at !== undefined && known.has(identity(line));
  return lines.filter((line) => !isKnown(line));
}

function identity({ stream, at, text }: LogLine): string {
  return `${at} ${stream} ${text}`;
}

function trim(buffer: LogBuffer): LogBuffer {
  let { held, dropped } = buffer;
  let gone = 0;
  while (held > MOST_LINES) {
    const lost = buffer.chunks[gone]?.lines.length ?? 0;
    held -= lost;
    dropped += lost;
    gone += 1;
  }
  return gone === 0 ? buffer : { chunks: buffer.chunks.slice(gone), held, dropped };
}
