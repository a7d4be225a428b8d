// One host's WebSocket: many channels over one connection that comes back by itself. It says how the
// connection stands, opens channels again after a loss and answers pings; what the channels carry is
// left to channels.ts.

import { type Control, decodeFrame, encodeControl, textOf } from "./frames";

/** How the connection stands. */
export type ConnectionState =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  | { readonly kind: "lost"; readonly attempt: number; readonly retryAt: number }
  | { readonly kind: "stopped" };

/** Members of the `open` message; `payload` is the channel's kind. */
export type ChannelOptions = Readonly<
  Record<string, string | number | boolean | readonly string[]>
> & {
  readonly payload: string;
};

/** Why a channel closed; without `problem` it ended as it should. */
export interface Closing {
  readonly problem?: string;
  readonly message?: string;
}

/** What a channel's owner hears. */
export interface ChannelHandlers {
  /** The server opened it; `again` after a lost connection. */
  readonly ready?: (again: boolean) => void;
  readonly message: (payload: string) => void;
  /** The server asks how far one has read: call `answer` once everything so far is consumed. */
  readonly credit?: (answer: () => void) => void;
  /** The connection is lost; the channel opens again by itself. */
  readonly interrupted?: () => void;
  /** The server closed it: it stays closed. */
  readonly closed?: (closing: Closing) => void;
}

/** The part of a WebSocket that is used here. */
export interface Wire {
  send(text: string): void;
  close(): void;
}

/** What a wire tells; nothing more after `closed`. */
export interface WireListener {
  readonly message: (data: unknown) => void;
  readonly closed: () => void;
}

export interface HostSocketSetup {
  readonly connect: (listener: WireListener) => Wire;
  /** 0 to 1, for the jitter. */
  readonly random?: () => number;
}

/** First wait before a new attempt, doubled each time, in ms. */
export const RETRY_FIRST = 500;
/** Longest wait, in ms. */
export const RETRY_LONGEST = 30_000;
/** How long the server may take to say `init`, in ms. */
export const INIT_TIMEOUT = 10_000;
/** Silence after which the server is asked whether it is there, in ms. */
export const PING_AFTER = 20_000;
/** How long it may take to say anything then, in ms. */
export const PONG_TIMEOUT = 10_000;

interface Channel {
  readonly options: ChannelOptions;
  readonly handlers: ChannelHandlers;
  opened: boolean;
}

/** A connection with its channels. Make it, `start()` it, `stop()` it when its owner goes. */
export class HostSocket {
  readonly #setup: HostSocketSetup;
  readonly #channels = new Map<string, Channel>();
  readonly #listeners = new Set<() => void>();
  #state: ConnectionState = { kind: "stopped" };
  #wire: Wire | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #lastId = 0;

  constructor(setup: HostSocketSetup) {
    this.#setup = setup;
  }

  /** The present state; the same object until it changes. */
  readonly state = (): ConnectionState => this.#state;

  /** Calls back on each change of state; returns how to end that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    if (this.#state.kind === "stopped") this.#connect();
  }

  /** Ends the connection; the channels stay known and open again with `start()`. */
  stop(): void {
    this.#drop();
    this.#attempt = 0;
    this.#become({ kind: "stopped" });
  }

  /** Tries at once instead of waiting for the next attempt. */
  retryNow(): void {
    if (this.#state.kind === "lost") this.#connect();
  }

  /** Opens a channel, now or as soon as there is a connection; returns how to close it. */
  open(options: ChannelOptions, handlers: ChannelHandlers): () => void {
    this.#lastId += 1;
    const id = `c${this.#lastId}`;
    this.#channels.set(id, { options, handlers, opened: false });
    if (this.#state.kind === "open") this.#sendOpen(id, options);
    return () => {
      if (this.#channels.delete(id) && this.#state.kind === "open") {
        this.#send({ command: "close", channel: id });
      }
    };
  }

  #connect(): void {
    this.#drop();
    this.#become({ kind: "connecting" });
    // A wire that was dropped may still speak: it is not listened to.
    const wire: Wire = this.#setup.connect({
      message: (data) => this.#wire === wire && this.#receive(data),
      closed: () => this.#wire === wire && this.#lose(),
    });
    this.#wire = wire;
    this.#after(INIT_TIMEOUT, () => this.#lose());
  }

  #receive(data: unknown): void {
    const frame = typeof data === "string" ? decodeFrame(data) : undefined;
    if (frame === undefined) {
      this.#lose();
      return;
    }
    if (this.#state.kind === "open") this.#expectLife();
    if (frame.kind === "data") this.#channels.get(frame.channel)?.handlers.message(frame.payload);
    else this.#obey(frame.control);
  }

  #obey(control: Control): void {
    const { channel: id } = control;
    const channel = id === undefined ? undefined : this.#channels.get(id);
    switch (control.command) {
      case "init":
        this.#greet(control);
        break;
      case "ping":
        this.#answerPing(control, channel);
        break;
      case "ready":
        if (channel !== undefined) {
          const again = channel.opened;
          channel.opened = true;
          channel.handlers.ready?.(again);
        }
        break;
      case "close":
        if (id === undefined) {
          this.#lose();
        } else if (channel !== undefined) {
          this.#channels.delete(id);
          channel.handlers.closed?.({
            problem: textOf(control, "problem"),
            message: textOf(control, "message"),
          });
        }
        break;
      default:
        // `pong`, `done` and commands that a later version may add ask for nothing.
        break;
    }
  }

  #greet(control: Control): void {
    if (control.version !== 1) {
      this.#lose();
      return;
    }
    this.#attempt = 0;
    this.#send({ command: "init", version: 1, host: "localhost" });
    this.#become({ kind: "open" });
    this.#expectLife();
    for (const [id, { options }] of this.#channels) this.#sendOpen(id, options);
  }

  #answerPing(ping: Control, channel: Channel | undefined): void {
    const wire = this.#wire;
    const answer = () => {
      if (this.#wire === wire) this.#send({ ...ping, command: "pong" });
    };
    if (channel?.handlers.credit === undefined) answer();
    else channel.handlers.credit(answer);
  }

  /** A connection that died without a word is found by asking. */
  #expectLife(): void {
    this.#after(PING_AFTER, () => {
      this.#send({ command: "ping" });
      this.#after(PONG_TIMEOUT, () => this.#lose());
    });
  }

  #lose(): void {
    this.#drop();
    const wait = Math.min(RETRY_FIRST * 2 ** this.#attempt, RETRY_LONGEST);
    // Half fixed, half random: many browsers must not return to a restarted server at once.
    const delay = wait / 2 + (wait / 2) * (this.#setup.random ?? Math.random)();
    this.#attempt += 1;
    this.#become({ kind: "lost", attempt: this.#attempt, retryAt: Date.now() + delay });
    this.#after(delay, () => this.#connect());
    for (const channel of [...this.#channels.values()]) {
      if (channel.opened) channel.handlers.interrupted?.();
    }
  }

  #drop(): void {
    clearTimeout(this.#timer);
    const wire = this.#wire;
    this.#wire = undefined;
    wire?.close();
  }

  #after(delay: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, delay);
  }

  #sendOpen(id: string, options: ChannelOptions): void {
    this.#send({ command: "open", channel: id, ...options });
  }

  #send(control: Control): void {
    this.#wire?.send(encodeControl(control));
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
