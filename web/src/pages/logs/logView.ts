// What somebody chose to see of a log: in the address, so that a link shows the same and a reload loses nothing.

import { useSearchParams } from "react-router";
import type { LogQuery } from "../../api/logs";
import { MOST_LINES } from "./logBuffer";
import type { SearchQuery } from "./search";

export const TAILS = [200, 1_000, 10_000, MOST_LINES] as const;
const DEFAULT_TAIL = 1_000;

export const RANGES = ["all", "15m", "1h", "today", "custom"] as const;
/** Since when: a moment that moves with the day, or two that stay. */
export type Range = (typeof RANGES)[number];

export const STREAMS = ["both", "stdout", "stderr"] as const;
export type Streams = (typeof STREAMS)[number];

export interface LogView {
  readonly search: SearchQuery;
  /** Whether lines that do not match are left out. */
  readonly matches: "only" | "marked";
  readonly streams: Streams;
  readonly tail: number;
  readonly range: Range;
  /** Of a custom range: "2026-11-22T20:49" in the browser's time zone; empty where it is open. */
  readonly from: string;
  readonly to: string;
  readonly timestamps: "shown" | "hidden";
  readonly wrap: "wrapped" | "cut";
  /** Further containers, beside the one that the page is about. */
  readonly others: readonly string[];
}

const MINUTE = 60_000;

/** From the address, and how to change it. */
export function useLogView(): readonly [LogView, (change: Partial<LogView>) => void] {
  const [params, setParams] = useSearchParams();
  const change = (changed: Partial<LogView>) =>
    setParams((before) => write(before, { ...read(before), ...changed }), { replace: true });
  return [read(params), change];
}

export function read(params: URLSearchParams): LogView {
  const tail = Number(params.get("tail"));
  return {
    search: {
      text: params.get("q") ?? "",
      kind: params.has("regex") ? "pattern" : "text",
      letters: params.has("case") ? "exact" : "any case",
    },
    matches: params.get("matches") === "marked" ? "marked" : "only",
    streams: STREAMS.find((one) => one === params.get("stream")) ?? "both",
    tail: TAILS.find((one) => one === tail) ?? DEFAULT_TAIL,
    range: RANGES.find((one) => one === params.get("range")) ?? "all",
    from: params.get("from") ?? "",
    to: params.get("to") ?? "",
    timestamps: params.get("times") === "off" ? "hidden" : "shown",
    wrap: params.get("wrap") === "off" ? "cut" : "wrapped",
    others: params.getAll("c"),
  };
}

/** Leaves out what is usual, and what others keep in the address alone. */
export function write(before: URLSearchParams, view: LogView): URLSearchParams {
  const params = new URLSearchParams(before);
  const set = (name: string, value: string, usual: string) =>
    value === usual ? params.delete(name) : params.set(name, value);
  const { search } = view;
  set("q", search.text, "");
  set("regex", search.kind === "pattern" ? "on" : "", "");
  set("case", search.letters === "exact" ? "on" : "", "");
  set("matches", view.matches, "only");
  set("stream", view.streams, "both");
  set("tail", String(view.tail), String(DEFAULT_TAIL));
  set("range", view.range, "all");
  set("from", view.range === "custom" ? view.from : "", "");
  set("to", view.range === "custom" ? view.to : "", "");
  set("times", view.timestamps === "hidden" ? "off" : "", "");
  set("wrap", view.wrap === "cut" ? "off" : "", "");
  params.delete("c");
  for (const name of view.others) params.append("c", name);
  return params;
}

/** What to read for it. `now` in ms; a range that moves begins where it began when it was chosen. */
export function queryOf(view: LogView, containers: readonly string[], now: number): LogQuery {
  const since = sinceOf(view, now);
  const until = view.range === "custom" ? momentOf(view.to) : undefined;
  return {
    containers,
    tail: view.tail,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    follow: until === undefined || Date.parse(until) > now,
  };
}

function sinceOf({ range, from }: LogView, now: number): string | undefined {
  switch (range) {
    case "all":
      return undefined;
    case "15m":
      return new Date(now - 15 * MINUTE).toISOString();
    case "1h":
      return new Date(now - 60 * MINUTE).toISOString();
    case "today":
      return new Date(new Date(now).setHours(0, 0, 0, 0)).toISOString();
    case "custom":
      return momentOf(from);
  }
}

/** Of a date-time field, in the browser's time zone; `undefined` while it is not whole. */
function momentOf(field: string): string | undefined {
  const time = Date.parse(field);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
