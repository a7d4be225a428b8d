// A log as it arrives: gathers lines for one render at a time, gives the server credit once they are shown, and
// goes on from the last line when the connection comes back or the container runs again.

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type LogLine, type LogQuery, useLogChannel } from "../../api/logs";
import { keys } from "../../api/queries";
import {
  append,
  byTime,
  EMPTY_LOG,
  type LogBuffer,
  MOST_LINES,
  newestTime,
  withoutRepeated,
} from "./logBuffer";

/** How the log stands. */
export type LogStatus =
  | { readonly kind: "opening" }
  | { readonly kind: "following" }
  | { readonly kind: "interrupted" }
  /** All of it was read: the container stopped, or more was not asked for. */
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly message: string };

/** The shortest time between two openings by itself, in ms. */
const REOPEN_AFTER = 1_000;
/** The shortest time between two renders, in ms. */
const RENDER_EVERY = 80;
/** Several containers' lines may be in another order the second time; so far back is looked for repeats, in ms. */
const OVERLAP = 2_000;

export interface Log {
  readonly buffer: LogBuffer;
  readonly status: LogStatus;
  readonly reopen: () => void;
}

interface Shown {
  /** Which question the lines answer. */
  readonly subject: string;
  readonly buffer: LogBuffer;
  readonly status: LogStatus;
  readonly flushes: number;
  readonly round: number;
}

/** `query` without `follow` and `since` that move by themselves; `isRunning`: whether one of the containers does, as
 * far as the list of containers says. */
export function useLog(host: string, query: LogQuery, isRunning: boolean | undefined): Log {
  const client = useQueryClient();
  const subject = JSON.stringify(query);
  const [shown, setShown] = useState<Shown>(() => beginningOf(subject));
  if (shown.subject !== subject) setShown(beginningOf(subject));
  const { buffer, status, flushes, round } =
    shown.subject === subject ? shown : beginningOf(subject);
  const waiting = useRef<{ subject: string; lines: LogLine[] }>({ subject, lines: [] });
  const answers = useRef<(() => void)[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Lines from then on may be repeated by the channel that is open now. */
  const repeatsSince = useRef<string>(undefined);

  const update = (change: (before: Shown) => Shown) =>
    setShown((before) => (before.subject === subject ? change(before) : before));
  const setStatus = (next: LogStatus) => update((before) => ({ ...before, status: next }));
  const flush = () => {
    timer.current = undefined;
    const { subject: of, lines } = waiting.current;
    waiting.current = { subject: of, lines: [] };
    const since = repeatsSince.current;
    const ordered = query.containers.length > 1 ? byTime(lines) : lines;
    setShown((before) =>
      before.subject !== of
        ? before
        : {
            ...before,
            buffer: append(
              before.buffer,
              since === undefined ? ordered : withoutRepeated(before.buffer, ordered, since),
            ),
            flushes: before.flushes + 1,
          },
    );
  };
  const flushSoon = () => {
    // A hidden tab draws no frames: there it waits, which is what keeps the server from sending more.
    timer.current ??= setTimeout(() => requestAnimationFrame(flush), RENDER_EVERY);
  };
  const resumed = (): LogQuery => {
    const newest =
      waiting.current.lines.findLast(({ at }) => at !== undefined)?.at ?? newestTime(buffer);
    waiting.current = {
      subject,
      lines: waiting.current.subject === subject ? waiting.current.lines : [],
    };
    const isNew = waiting.current.lines.length === 0 && buffer.held === 0;
    repeatsSince.current = isNew ? undefined : newest && before(newest, query);
    if (repeatsSince.current === undefined) return query;
    return { ...query, since: repeatsSince.current, tail: MOST_LINES };
  };
  useLogChannel(`${subject} ${round}`, resumed, {
    ready: () => setStatus({ kind: "following" }),
    lines: (lines) => {
      waiting.current.lines.push(...lines);
      flushSoon();
    },
    credit: (answer) => {
      // Answered when everything before it is on the page.
      if (waiting.current.lines.length === 0 && timer.current === undefined) answer();
      else answers.current.push(answer);
    },
    interrupted: () => {
      answers.current = [];
      setStatus({ kind: "interrupted" });
    },
    closed: ({ problem, message }) => {
      answers.current = [];
      if (problem === undefined) {
        setStatus({ kind: "ended" });
        void client.invalidateQueries({ queryKey: keys.containers(host) });
      } else {
        setStatus({ kind: "failed", message: message ?? problem });
      }
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each flush, lines were shown.
  useEffect(() => {
    const given = answers.current;
    answers.current = [];
    for (const answer of given) answer();
  }, [flushes]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const reopen = () =>
    setShown((before) => ({ ...before, status: { kind: "opening" }, round: before.round + 1 }));
  const isBack = status.kind === "ended" && query.follow && isRunning === true;
  useEffect(() => {
    if (!isBack) return;
    const again = setTimeout(
      () =>
        setShown((before) => ({ ...before, status: { kind: "opening" }, round: before.round + 1 })),
      REOPEN_AFTER,
    );
    return () => clearTimeout(again);
  }, [isBack]);
  return { buffer, status, reopen };
}

function beginningOf(subject: string): Shown {
  return { subject, buffer: EMPTY_LOG, status: { kind: "opening" }, flushes: 0, round: 0 };
}

/** Where to begin again after the newest line. */
function before(newest: string, { containers }: LogQuery): string {
  if (containers.length === 1) return newest;
  return new Date(Date.parse(newest) - OVERLAP).toISOString();
}
