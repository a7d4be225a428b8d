// The `exec` channel: a terminal in a container, in raw bytes. After a lost connection it goes on by the `session`
// that the server gave it; closing it ends the shell.

import { useSocket } from "./channels";
import { numberOf, textOf } from "./frames";

export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** How a shell ended: by itself, or with a sentence that says why it could not begin or go on. */
export type ShellEnd =
  | { readonly kind: "exited"; readonly status: number | undefined }
  | { readonly kind: "failed"; readonly message: string };

/** What the owner of a terminal hears. */
export interface ShellHandlers {
  /** It can be typed to; `again` after a lost connection. */
  readonly ready: (again: boolean) => void;
  readonly output: (bytes: Uint8Array) => void;
  /** Call `answer` once all output so far is shown. */
  readonly credit: (answer: () => void) => void;
  /** The connection is lost; it goes on by itself. */
  readonly interrupted: () => void;
  readonly ended: (end: ShellEnd) => void;
}

/** An open terminal. */
export interface Shell {
  readonly type: (bytes: Uint8Array) => void;
  readonly resize: (size: TerminalSize) => void;
  readonly close: () => void;
}

/** Bytes of one message; what is pasted may be longer. */
const PORTION = 16 * 1024;

/** Opens terminals in a container; `size` is asked at each opening. */
export function useShells(
  container: string,
): (size: () => TerminalSize, handlers: ShellHandlers) => Shell {
  const socket = useSocket();
  return (size, { ready, output, credit, interrupted, ended }) => {
    let session: string | undefined;
    const talk = socket.talk(
      () => ({
        payload: "exec",
        binary: "raw",
        container,
        ...size(),
        ...(session === undefined ? {} : { session }),
        "flow-control": true,
      }),
      {
        ready: (again, control) => {
          session = textOf(control, "session");
          ready(again);
        },
        bytes: output,
        credit,
        interrupted,
        closed: ({ problem, message }, control) =>
          ended(
            problem === undefined
              ? { kind: "exited", status: numberOf(control, "exit-status") }
              : { kind: "failed", message: message ?? problem },
          ),
      },
    );
    return {
      type: (bytes) => {
        for (let from = 0; from < bytes.length; from += PORTION) {
          talk.send(bytes.subarray(from, from + PORTION));
        }
      },
      resize: ({ rows, columns }) => talk.change({ window: { rows, cols: columns } }),
      close: talk.close,
    };
  };
}
