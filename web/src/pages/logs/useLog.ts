// A container's log as it arrives: gathers lines for one render per frame, gives the server credit once
// they are shown, and opens the log anew when the container runs again.

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type LogLine, useLogChannel } from "../../api/channels";
import { keys } from "../../api/queries";
import { append, EMPTY_LOG, type LogBuffer, withoutRepeated } from "./logBuffer";

/** How the log stands. */
export type LogStatus =
  | { readonly kind: "opening" }
  | { readonly kind: "following" }
  | { readonly kind: "interrupted" }
  /** The container stopped. */
  | { readonly kind: "ended" }
  | { readonly kind: "failed"; readonly message: string };

/** The shortest time between two openings by itself, in ms. */
const REOPEN_AFTER = 1_000;

export interface Log {
  readonly buffer: LogBuffer;
  readonly status: LogStatus;
  readonly reopen: () => void;
}

/** `isRunning`: what the list of containers says, once it says anything. */
export function useLog(host: string, container: string, isRunning: boolean | undefined): Log {
  const client = useQueryClient();
  const [{ buffer, flushes }, setShown] = useState({ buffer: EMPTY_LOG, flushes: 0 });
  const [status, setStatus] = useState<LogStatus>({ kind: "opening" });
  const [round, setRound] = useState(0);
  const waiting = useRef<LogLine[]>([]);
  const answers = useRef<(() => void)[]>([]);
  const frame = useRef(0);
  const mayRepeat = useRef(false);

  const flush = () => {
    frame.current = 0;
    const lines = waiting.current;
    waiting.current = [];
    const repeats = mayRepeat.current;
    setShown(({ buffer: before, flushes: count }) => ({
      buffer: append(before, repeats ? withoutRepeated(before, lines) : lines),
      flushes: count + 1,
    }));
  };
  const flushSoon = () => {
    if (frame.current === 0) frame.current = requestAnimationFrame(flush);
  };
  useLogChannel(container, round, {
    ready: (again) => {
      if (again || round > 0) mayRepeat.current = true;
      setStatus({ kind: "following" });
    },
    lines: (lines) => {
      waiting.current.push(...lines);
      flushSoon();
    },
    credit: (answer) => {
      // Answered when everything before it is on the page; in a hidden tab that is later, which is
      // what keeps the server from sending more.
      if (waiting.current.length === 0 && frame.current === 0) answer();
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
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const reopen = () => {
    mayRepeat.current = true;
    setStatus({ kind: "opening" });
    setRound((before) => before + 1);
  };
  const isBack = status.kind === "ended" && isRunning === true;
  useEffect(() => {
    if (!isBack) return;
    const timer = setTimeout(() => {
      mayRepeat.current = true;
      setStatus({ kind: "opening" });
      setRound((before) => before + 1);
    }, REOPEN_AFTER);
    return () => clearTimeout(timer);
  }, [isBack]);
  return { buffer, status, reopen };
}
