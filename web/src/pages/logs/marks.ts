// Cuts a line into stretches of one look each, with what was looked for apart.

import type { Span } from "./ansi";

export interface MarkedSpan extends Span {
  /** Where it begins in the line. */
  readonly start: number;
  readonly isMarked: boolean;
}

/** `places`: beginnings and ends by turns, in order, in the text of all spans together. */
export function markedSpans(spans: readonly Span[], places: readonly number[]): MarkedSpan[] {
  const marked: MarkedSpan[] = [];
  let start = 0;
  for (const { text, looks } of spans) {
    const end = start + text.length;
    const cuts = [start, ...places.filter((place) => place > start && place < end), end];
    for (const [index, from] of cuts.entries()) {
      const to = cuts[index + 1];
      if (to === undefined || to === from) continue;
      marked.push({
        text: text.slice(from - start, to - start),
        looks,
        start: from,
        isMarked: isWithin(places, from),
      });
    }
    start = end;
  }
  return marked;
}

function isWithin(places: readonly number[], at: number): boolean {
  for (let index = 0; index < places.length; index += 2) {
    const [from = 0, to = 0] = places.slice(index, index + 2);
    if (at >= from && at < to) return true;
  }
  return false;
}
