// The `logs` channel: the log of one container, or of several in one, as it grows; and where a log is
// fetched as a file.

import { useEffect, useEffectEvent } from "react";
import { useSocket } from "./channels";
import { decodeJson, isRecord } from "./frames";
import type { ChannelHandlers, ChannelOptions } from "./socket";

/** One line, as the channel sends it in arrays. */
export interface LogLine {
  readonly stream: "stdout" | "stderr";
  /** RFC 3339; absent where the engine does not say. */
  readonly at?: string;
  readonly text: string;
  /** Of which container; only where there are several. */
  readonly container?: string;
  /** So many lines before this one were left out, because the page did not read as fast as they came. */
  readonly skipped?: number;
}

/** What is read. */
export interface LogQuery {
  readonly containers: readonly string[];
  /** Lines from the end, of each container. */
  readonly tail: number;
  /** RFC 3339. */
  readonly since?: string;
  readonly until?: string;
  readonly follow: boolean;
}

/** What the reader of a log hears; `lines` in place of raw messages. */
export interface LogHandlers extends Omit<ChannelHandlers, "message" | "bytes"> {
  readonly lines: (lines: readonly LogLine[]) => void;
}

/** Reads a log; another `round` opens it anew. `query` is asked at each opening, by itself after a lost
 * connection too. */
export function useLogChannel(round: string, query: () => LogQuery, handlers: LogHandlers): void {
  const socket = useSocket();
  const options = useEffectEvent(() => optionsOf(query()));
  const ready = useEffectEvent<NonNullable<LogHandlers["ready"]>>((...told) =>
    handlers.ready?.(...told),
  );
  const lines = useEffectEvent(handlers.lines);
  const credit = useEffectEvent((answer: () => void) => handlers.credit?.(answer));
  const interrupted = useEffectEvent(() => handlers.interrupted?.());
  const closed = useEffectEvent<NonNullable<LogHandlers["closed"]>>((...told) =>
    handlers.closed?.(...told),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is what opens it again.
  useEffect(() => {
    const { close } = socket.talk(() => options(), {
      ready: (...told) => ready(...told),
      message: (payload) => lines(decodeLines(payload)),
      credit: (answer) => credit(answer),
      interrupted: () => interrupted(),
      closed: (...told) => closed(...told),
    });
    return close;
  }, [socket, round]);
}

/** The lines of one message; what is no line is left out. */
export function decodeLines(payload: string): LogLine[] {
  const value = decodeJson(payload);
  return Array.isArray(value) ? value.filter(isLogLine) : [];
}

/** Where a container's log is fetched as a file. */
export function logFileUrl(
  host: string,
  container: string,
  { since, until }: Pick<LogQuery, "since" | "until">,
): string {
  const query = new URLSearchParams({ timestamps: "true" });
  if (since !== undefined) query.set("since", since);
  if (until !== undefined) query.set("until", until);
  const path = [host, "containers", container].map(encodeURIComponent).join("/");
  return `/api/v1/hosts/${path}/log?${query}`;
}

function optionsOf({ containers, tail, since, until, follow }: LogQuery): ChannelOptions {
  return {
    payload: "logs",
    containers,
    tail,
    follow,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    "flow-control": true,
  };
}

function isLogLine(value: unknown): value is LogLine {
  return (
    isRecord(value) &&
    (value.stream === "stdout" || value.stream === "stderr") &&
    (value.at === undefined || typeof value.at === "string") &&
    typeof value.text === "string" &&
    (value.container === undefined || typeof value.container === "string") &&
    (value.skipped === undefined || typeof value.skipped === "number")
  );
}
