// The typed hooks over a host's socket: what each kind of channel carries, and what the page does with
// it. The provider owns the connection; everything read from a channel is checked here.

import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from "react";
import type { Schema } from "./client";
import { createInvalidator } from "./events";
import { decodeJson, isRecord } from "./frames";
import { keys, putOperation } from "./queries";
import {
  type ChannelHandlers,
  type ConnectionState,
  HostSocket,
  type Wire,
  type WireListener,
} from "./socket";

/** One line of a container's log, as the `logs` channel sends it in arrays. */
export interface LogLine {
  readonly stream: "stdout" | "stderr";
  /** RFC 3339; absent where the engine does not say. */
  readonly at?: string;
  readonly text: string;
}

/** Lines of the past that a log starts with. */
export const LOG_TAIL = 200;

const SocketContext = createContext<HostSocket | undefined>(undefined);

/** Holds the connection to one host; give it the host's id as `key`. */
export function HostSocketProvider({ host, children }: { host: string; children: ReactNode }) {
  const [socket] = useState(
    () => new HostSocket({ connect: (listener) => connect(host, listener) }),
  );
  const client = useQueryClient();
  useEffect(() => {
    socket.start();
    const retry = () => socket.retryNow();
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
      socket.stop();
    };
  }, [socket]);
  useEffect(
    () =>
      socket.subscribe(() => {
        // A refused upgrade looks like a lost connection; if the session has ended, this finds out.
        if (socket.state().kind === "lost") {
          void client.invalidateQueries({ queryKey: keys.session });
        }
      }),
    [socket, client],
  );
  useEffect(() => {
    const invalidate = createInvalidator(client, (run) => requestAnimationFrame(run));
    return socket.open(
      { payload: "events" },
      // Whatever changed before the channel was open, or while it was lost, was not heard.
      { ready: () => void client.invalidateQueries(), message: invalidate },
    );
  }, [socket, client]);
  return <SocketContext value={socket}>{children}</SocketContext>;
}

/** How the connection stands, and how to try again at once. */
export function useConnection(): { state: ConnectionState; retryNow: () => void } {
  const socket = useSocket();
  const state = useSyncExternalStore(socket.subscribe, socket.state);
  return { state, retryNow: () => socket.retryNow() };
}

/** Keeps a running operation up to date in the list of operations. */
export function useOperationUpdates({ id, state }: Pick<Schema<"Operation">, "id" | "state">) {
  const socket = useSocket();
  const client = useQueryClient();
  const running = state === "running";
  useEffect(() => {
    if (!running) return;
    return socket.open(
      { payload: "operation", id },
      {
        message: (payload) => {
          const operation = decodeJson(payload);
          if (isOperation(operation)) putOperation(client, operation);
        },
      },
    );
  }, [socket, client, id, running]);
}

/** What the reader of a log hears; `lines` in place of raw messages. */
export interface LogHandlers extends Omit<ChannelHandlers, "message"> {
  readonly lines: (lines: readonly LogLine[]) => void;
}

/** Follows a container's log; another `round` opens it anew. */
export function useLogChannel(container: string, round: number, handlers: LogHandlers): void {
  const socket = useSocket();
  const ready = useEffectEvent((again: boolean) => handlers.ready?.(again));
  const lines = useEffectEvent(handlers.lines);
  const credit = useEffectEvent((answer: () => void) => handlers.credit?.(answer));
  const interrupted = useEffectEvent(() => handlers.interrupted?.());
  const closed = useEffectEvent((closing: Parameters<NonNullable<LogHandlers["closed"]>>[0]) =>
    handlers.closed?.(closing),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is what opens it again.
  useEffect(
    () =>
      socket.open(
        { payload: "logs", container, tail: LOG_TAIL, follow: true, "flow-control": true },
        {
          ready: (again) => ready(again),
          message: (payload) => lines(decodeLines(payload)),
          credit: (answer) => credit(answer),
          interrupted: () => interrupted(),
          closed: (closing) => closed(closing),
        },
      ),
    [socket, container, round],
  );
}

/** The lines of one message; what is no line is left out. */
export function decodeLines(payload: string): LogLine[] {
  const value = decodeJson(payload);
  return Array.isArray(value) ? value.filter(isLogLine) : [];
}

/** The connection to the host; for the hooks of this folder. */
export function useSocket(): HostSocket {
  const socket = useContext(SocketContext);
  if (socket === undefined) throw new Error("used outside of HostSocketProvider");
  return socket;
}

function connect(host: string, { message, closed }: WireListener): Wire {
  const url = new URL(`/api/v1/hosts/${encodeURIComponent(host)}/channels`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  socket.addEventListener("message", ({ data }) => message(data));
  socket.addEventListener("close", closed);
  return socket;
}

function isLogLine(value: unknown): value is LogLine {
  return (
    isRecord(value) &&
    (value.stream === "stdout" || value.stream === "stderr") &&
    (value.at === undefined || typeof value.at === "string") &&
    typeof value.text === "string"
  );
}

function isOperation(value: unknown): value is Schema<"Operation"> {
  return (
    isRecord(value) &&
    typeof value.id === "string" &&
    typeof value.host === "string" &&
    typeof value.state === "string" &&
    Array.isArray(value.log)
  );
}
