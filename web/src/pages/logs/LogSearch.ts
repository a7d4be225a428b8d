// Searching a log on the page's side: feeds the thread that searches with the lines as they come, collects what it
// finds, and ends it when it does not answer in time. One per log that is shown.

import { entryAt, type LogBuffer } from "./logBuffer";
import type { Found, Search } from "./search";
import type { Ask } from "./search.worker";

/** The part of a Worker that is used here. */
export interface Searcher {
  ask(what: Ask): void;
  end(): void;
}

export interface SearchSetup {
  readonly start: (found: (message: Found & { readonly id: number }) => void) => Searcher;
}

/** How far a search is: another object each time, whose lists are the same while they grow. */
export interface SearchState {
  readonly kind: "none" | "invalid" | "searching" | "done" | "too slow";
  /** Why the pattern cannot be read. */
  readonly why?: string;
  /** The numbers of the lines that match, in order. */
  readonly numbers: readonly number[];
  /** Where they match. */
  readonly places: ReadonlyMap<number, readonly number[]>;
}

/** A step of the search that takes longer is not worth waiting for, in ms. */
export const STEP_LIMIT = 3_000;
/** Lines handed over at once. */
const PORTION = 5_000;

const NOTHING: SearchState = { kind: "none", numbers: [], places: new Map() };

export class LogSearch {
  readonly #setup: SearchSetup;
  readonly #listeners = new Set<() => void>();
  #searcher: Searcher | undefined;
  #state: SearchState = NOTHING;
  /** Grows in place: a copy for each answer would take longer than the search. */
  #found: { numbers: number[]; places: Map<number, readonly number[]> } = {
    numbers: [],
    places: new Map(),
  };
  #search: Search = { kind: "none" };
  #id = 0;
  /** Lines before this number were handed over. */
  #given = 0;
  /** Lines before this number were looked at. */
  #done = 0;
  /** Lines before this number are not held any more. */
  #forgotten = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(setup: SearchSetup) {
    this.#setup = setup;
  }

  readonly state = (): SearchState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Looks for something else. */
  begin(search: Search, buffer: LogBuffer): void {
    this.#search = search;
    if (search.kind !== "pattern") {
      this.end();
      this.#become(
        search.kind === "invalid" ? { ...NOTHING, kind: "invalid", why: search.why } : NOTHING,
      );
      return;
    }
    // A thread in the middle of the last pattern may never come back from it.
    if (this.#timer !== undefined) this.end();
    this.#id += 1;
    this.#done = buffer.dropped;
    this.#found = { numbers: [], places: new Map() };
    this.#become({ kind: "searching", ...this.#found });
    this.#give(buffer);
    const { source, flags } = search;
    this.#searcher?.ask({ kind: "search", id: this.#id, source, flags });
    this.#expect();
  }

  /** The log has other lines than before. */
  follow(buffer: LogBuffer): void {
    if (this.#search.kind !== "pattern" || this.#state.kind === "too slow") return;
    if (buffer.held + buffer.dropped < this.#given) {
      // It begins anew.
      this.end();
      this.begin(this.#search, buffer);
      return;
    }
    this.#forget(buffer.dropped);
    this.#give(buffer);
    this.#expect();
  }

  /** Ends the thread; what was found stays. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#searcher?.end();
    this.#searcher = undefined;
    this.#given = 0;
    this.#forgotten = 0;
  }

  #give(buffer: LogBuffer): void {
    if (this.#searcher === undefined) {
      this.#searcher = this.#setup.start((message) => this.#take(message));
      this.#given = buffer.dropped;
    }
    const end = buffer.dropped + buffer.held;
    while (this.#given < end) {
      const first = Math.max(this.#given, buffer.dropped);
      const upTo = Math.min(end, first + PORTION);
      const texts: string[] = [];
      for (let number = first; number < upTo; number += 1) {
        const entry = entryAt(buffer, number - buffer.dropped);
        texts.push(entry?.kind === "line" ? entry.plain : "");
      }
      this.#searcher.ask({ kind: "lines", first, texts });
      this.#given = upTo;
    }
  }

  #forget(before: number): void {
    if (before <= this.#forgotten) return;
    this.#forgotten = before;
    this.#searcher?.ask({ kind: "drop", before });
    const { numbers, places } = this.#found;
    this.#found = {
      numbers: numbers.filter((number) => number >= before),
      places: new Map([...places].filter(([number]) => number >= before)),
    };
    this.#become({ ...this.#state, ...this.#found });
  }

  #take({ id, upTo, hits }: Found & { readonly id: number }): void {
    if (id !== this.#id || this.#searcher === undefined) return;
    const { numbers, places } = this.#found;
    for (let at = 0; at < hits.length; ) {
      const number = hits[at] ?? 0;
      const count = hits[at + 1] ?? 0;
      numbers.push(number);
      places.set(number, [...hits.subarray(at + 2, at + 2 + count)]);
      at += 2 + count;
    }
    this.#done = upTo;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#become({ kind: upTo < this.#given ? "searching" : "done", ...this.#found });
    this.#expect();
  }

  /** The thread owes an answer as long as there are lines that it has not looked at. */
  #expect(): void {
    if (this.#done >= this.#given) {
      if (this.#state.kind === "searching") this.#become({ ...this.#state, kind: "done" });
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.end();
      this.#become({ ...this.#state, kind: "too slow" });
    }, STEP_LIMIT);
  }

  #become(state: SearchState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The thread of a browser. */
export function startWorker(found: (message: Found & { readonly id: number }) => void): Searcher {
  const worker = new Worker(new URL("./search.worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Found & { id: number }>) =>
    found(data),
  );
  return { ask: (what) => worker.postMessage(what), end: () => worker.terminate() };
}
