// What is looked for in a log, and where it is found. Runs in search.worker.ts, because nobody knows beforehand
// how long a pattern takes. Pure.

export interface SearchQuery {
  readonly text: string;
  readonly kind: "text" | "pattern";
  readonly letters: "any case" | "exact";
}

/** A query made ready; `source` and `flags` are a RegExp's. */
export type Search =
  | { readonly kind: "none" }
  | { readonly kind: "invalid"; readonly why: string }
  | { readonly kind: "pattern"; readonly source: string; readonly flags: string };

/** More places in one line are not marked. */
const MOST_PLACES = 50;

export function searchOf({ text, kind, letters }: SearchQuery): Search {
  if (text === "") return { kind: "none" };
  const source = kind === "pattern" ? text : text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const flags = letters === "exact" ? "g" : "gi";
  try {
    new RegExp(source, flags);
  } catch (error) {
    return { kind: "invalid", why: whyOf(error) };
  }
  return { kind: "pattern", source, flags };
}

/** Where a line matches: beginnings and ends by turns, none for a match of nothing; `undefined`: it does not. */
export function placesOf(pattern: RegExp, line: string): readonly number[] | undefined {
  pattern.lastIndex = 0;
  const places: number[] = [];
  let matches = false;
  for (
    let match = pattern.exec(line);
    match !== null && places.length < 2 * MOST_PLACES;
    match = pattern.exec(line)
  ) {
    matches = true;
    const [found] = match;
    if (found === "") pattern.lastIndex += 1;
    else places.push(match.index, match.index + found.length);
  }
  return matches ? places : undefined;
}

/** "Invalid regular expression: /(/gi: Unterminated group" in our words. */
function whyOf(error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  const why = said.slice(said.lastIndexOf(": ") + 1).trim();
  return why === "" ? "it cannot be read" : why.charAt(0).toLowerCase() + why.slice(1);
}

/** The lines in which is searched, and how far that is. */
export class Matcher {
  #texts: string[] = [];
  /** The number of the first text. */
  #first = 0;
  #pattern: RegExp | undefined;
  /** The number of the next line to look at. */
  #next = 0;

  /** Lines that follow those it has. */
  add(first: number, texts: readonly string[]): void {
    if (this.#texts.length === 0) this.#first = first;
    for (const text of texts) this.#texts.push(text);
  }

  /** Forgets lines that the log has dropped. */
  drop(before: number): void {
    const gone = Math.min(this.#texts.length, before - this.#first);
    if (gone <= 0) return;
    this.#texts = this.#texts.slice(gone);
    this.#first += gone;
  }

  begin(source: string, flags: string): void {
    this.#pattern = new RegExp(source, flags);
    this.#next = this.#first;
  }

  /** Looks at the next `count` lines. */
  step(count: number): Found | undefined {
    const end = this.#first + this.#texts.length;
    const from = Math.max(this.#next, this.#first);
    if (this.#pattern === undefined || from >= end) return undefined;
    const upTo = Math.min(end, from + count);
    const hits: number[] = [];
    for (let number = from; number < upTo; number += 1) {
      const places = placesOf(this.#pattern, this.#texts[number - this.#first] ?? "");
      if (places !== undefined) hits.push(number, places.length, ...places);
    }
    this.#next = upTo;
    return { upTo, hits: Uint32Array.from(hits) };
  }
}

/** What one step found. */
export interface Found {
  /** All lines before this number were looked at. */
  readonly upTo: number;
  /** For each line that matches: its number, how many places follow, and those. */
  readonly hits: Uint32Array<ArrayBuffer>;
}
