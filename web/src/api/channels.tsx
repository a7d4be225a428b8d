// The connection to a host, and the typed hooks over the channels that all pages share; logs.ts, stats.ts and
// terminal.ts have theirs. The provider owns the connection; whatever is read from a channel is checked first.

import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import type { Schema } from "./client";
import { createInvalidator } from "./events";
import { decodeJson, isRecord } from "./frames";
import { keys, putOperation } from "./queries";
import { type ConnectionState, HostSocket, type Wire, type WireListener } from "./socket";

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

/** The connection of the host that the page is about. */
export function useSocket(): HostSocket {
  const socket = useContext(SocketContext);
  if (socket === undefined) throw new Error("used outside of HostSocketProvider");
  return socket;
}

function connect(host: string, { message, closed }: WireListener): Wire {
  const url = new URL(`/api/v1/hosts/${encodeURIComponent(host)}/channels`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("message", ({ data }) => message(data));
  socket.addEventListener("close", closed);
  return socket;
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
