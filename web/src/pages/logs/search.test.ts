// Searching: what matches where, patterns that cannot be read, and threads that do not come back.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LogSearch, STEP_LIMIT } from "./LogSearch";
import { append, CHUNK_LINES, EMPTY_LOG, type LogBuffer, MOST_LINES } from "./logBuffer";
import { type Found, Matcher, placesOf, searchOf } from "./search";
import type { Ask } from "./search.worker";

const text = { kind: "text", letters: "any case" } as const;
const pattern = { kind: "pattern", letters: "exact" } as const;

describe("a query", () => {
  it.each([
    [{ ...text, text: "a.b" }, "xA.Bx a.b axb", [1, 4, 6, 9]],
    [{ ...text, text: "[" }, "a[b", [1, 2]],
    [{ ...pattern, text: "a.b" }, "A.b axb", [4, 7]],
    [{ ...pattern, text: "^\\d+$" }, "123", [0, 3]],
    [{ ...pattern, text: "^$" }, "", []],
    [{ ...pattern, text: "x*" }, "axxb", [1, 3]],
    [{ ...pattern, text: "nothing" }, "something", undefined],
  ])("%j in %j", (query, line, places) => {
    const search = searchOf(query);
    if (search.kind !== "pattern") throw new Error(search.kind);
    expect(placesOf(new RegExp(search.source, search.flags), line)).toEqual(places);
  });

  it("without text is none", () => {
    expect(searchOf({ ...pattern, text: "" })).toEqual({ kind: "none" });
  });

  it("says what is wrong with a pattern", () => {
    expect(searchOf({ ...pattern, text: "(" })).toEqual({
      kind: "invalid",
      why: "unterminated group",
    });
  });
});

const linesOf = (texts: readonly string[]) =>
  texts.map((one) => ({ stream: "stdout" as const, text: one }));
const log = (...texts: string[]): LogBuffer => append(EMPTY_LOG, linesOf(texts));

/** A thread that works when the test says so. */
function setUp() {
  const threads: { asked: Ask[]; isEnded: boolean; work: () => void }[] = [];
  const search = new LogSearch({
    start: (found: (message: Found & { id: number }) => void) => {
      const matcher = new Matcher();
      let id = 0;
      const thread = {
        asked: [] as Ask[],
        isEnded: false,
        work: () => {
          for (const ask of thread.asked.splice(0)) {
            if (ask.kind === "lines") matcher.add(ask.first, ask.texts);
            if (ask.kind === "drop") matcher.drop(ask.before);
            if (ask.kind === "search") {
              id = ask.id;
              matcher.begin(ask.source, ask.flags);
            }
          }
          for (let step = matcher.step(3); step !== undefined; step = matcher.step(3)) {
            found({ id, ...step });
          }
        },
      };
      threads.push(thread);
      return {
        ask: (what) => thread.asked.push(what),
        end: () => {
          thread.isEnded = true;
        },
      };
    },
  });
  return { search, threads, work: () => threads.at(-1)?.work() };
}

describe("a search", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const lookFor = (wanted: string) => searchOf({ ...text, text: wanted });

  it("finds what is there and what comes", () => {
    const { search, work } = setUp();
    let buffer = log("a1", "b", "a2", "c", "a3");
    search.begin(lookFor("a"), buffer);
    expect(search.state().kind).toBe("searching");
    work();
    expect(search.state()).toMatchObject({ kind: "done", numbers: [0, 2, 4] });
    buffer = append(buffer, linesOf(["b", "xa"]));
    search.follow(buffer);
    work();
    expect(search.state().numbers).toEqual([0, 2, 4, 6]);
    expect(search.state().places.get(6)).toEqual([1, 2]);
    search.begin(lookFor("b"), buffer);
    work();
    expect(search.state().numbers).toEqual([1, 5]);
  });

  it("forgets what the log dropped", () => {
    const { search, work } = setUp();
    const buffer = append(EMPTY_LOG, linesOf(["find", ...Array(MOST_LINES - 1).fill("x"), "find"]));
    search.begin(lookFor("find"), EMPTY_LOG);
    search.follow(append(EMPTY_LOG, linesOf(["find"])));
    work();
    expect(search.state().numbers).toEqual([0]);
    search.follow(buffer);
    work();
    expect(buffer.dropped).toBe(CHUNK_LINES);
    expect(search.state().numbers).toEqual([MOST_LINES]);
  });

  it("gives up a pattern that takes too long, and can look for another one", () => {
    const { search, threads, work } = setUp();
    const buffer = log("a", "b");
    search.begin(lookFor("a"), buffer);
    vi.advanceTimersByTime(STEP_LIMIT);
    expect(search.state().kind).toBe("too slow");
    expect(threads[0]?.isEnded).toBe(true);
    search.follow(append(buffer, linesOf(["a"])));
    expect(threads).toHaveLength(1);
    search.begin(lookFor("b"), buffer);
    work();
    expect(search.state()).toMatchObject({ kind: "done", numbers: [1] });
    vi.advanceTimersByTime(10 * STEP_LIMIT);
    expect(search.state().kind).toBe("done");
  });

  it("says why it cannot begin, and ends with its text", () => {
    const { search, threads } = setUp();
    search.begin(searchOf({ ...pattern, text: "(" }), log("a"));
    expect(search.state()).toMatchObject({ kind: "invalid", why: "unterminated group" });
    search.begin(lookFor("a"), log("a"));
    search.begin(lookFor(""), log("a"));
    expect(search.state().kind).toBe("none");
    expect(threads[0]?.isEnded).toBe(true);
  });

  it("begins anew with a log that does", () => {
    const { search, work } = setUp();
    search.begin(lookFor("a"), log("a", "a"));
    work();
    search.follow(log("a"));
    work();
    expect(search.state().numbers).toEqual([0]);
  });
});
