// The socket against a wire that the test holds: greeting, opening, losing, returning, credit.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type ChannelHandlers,
  HostSocket,
  INIT_TIMEOUT,
  PING_AFTER,
  PONG_TIMEOUT,
  RETRY_FIRST,
  RETRY_LONGEST,
  type WireListener,
} from "./socket";

class TestWire {
  readonly sent: unknown[] = [];
  isClosed = false;
  constructor(readonly listener: WireListener) {}
  send(text: string | Uint8Array): void {
    if (typeof text !== "string") {
      this.sent.push(new TextDecoder().decode(text));
      return;
    }
    expect(text.startsWith("\n")).toBe(true);
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.isClosed = true;
  }
  control(control: object): void {
    this.listener.message(`\n${JSON.stringify(control)}`);
  }
}

const INIT = { command: "init", version: 1 };
const GREETING = { command: "init", version: 1, host: "localhost" };

function setUp() {
  const wires: TestWire[] = [];
  const socket = new HostSocket({
    connect: (listener) => {
      const wire = new TestWire(listener);
      wires.push(wire);
      return wire;
    },
    random: () => 1,
  });
  socket.start();
  const last = () => {
    const wire = wires.at(-1);
    if (wire === undefined) throw new Error("not connected");
    return wire;
  };
  return { socket, wires, last };
}

function handlers() {
  return {
    ready: vi.fn<NonNullable<ChannelHandlers["ready"]>>(),
    message: vi.fn<NonNullable<ChannelHandlers["message"]>>(),
    interrupted: vi.fn<NonNullable<ChannelHandlers["interrupted"]>>(),
    closed: vi.fn<NonNullable<ChannelHandlers["closed"]>>(),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a connection", () => {
  it("answers init before it opens channels", () => {
    const { socket, last } = setUp();
    socket.open({ payload: "events" }, handlers());
    expect(last().sent).toEqual([]);
    last().control(INIT);
    expect(last().sent).toEqual([GREETING, { command: "open", channel: "c1", payload: "events" }]);
    expect(socket.state()).toEqual({ kind: "open" });
  });

  it("waits longer each time, up to a limit, and starts over after a success", () => {
    const { socket, wires, last } = setUp();
    for (let wait = RETRY_FIRST; wait < 2 * RETRY_LONGEST; wait *= 2) {
      const count = wires.length;
      last().listener.closed();
      vi.advanceTimersByTime(Math.min(wait, RETRY_LONGEST) - 1);
      expect(wires.length).toBe(count);
      vi.advanceTimersByTime(1);
      expect(wires.length).toBe(count + 1);
    }
    last().control(INIT);
    last().listener.closed();
    expect(socket.state()).toMatchObject({ kind: "lost", attempt: 1 });
  });

  it("is lost when the server is silent", () => {
    const { socket, last } = setUp();
    vi.advanceTimersByTime(INIT_TIMEOUT);
    expect(socket.state().kind).toBe("lost");
    vi.advanceTimersByTime(RETRY_FIRST);
    last().control(INIT);
    vi.advanceTimersByTime(PING_AFTER);
    expect(last().sent.at(-1)).toEqual({ command: "ping" });
    vi.advanceTimersByTime(PONG_TIMEOUT);
    expect(socket.state().kind).toBe("lost");
  });

  it("stays when the server answers the ping", () => {
    const { socket, last } = setUp();
    last().control(INIT);
    vi.advanceTimersByTime(PING_AFTER);
    last().control({ command: "pong" });
    vi.advanceTimersByTime(PONG_TIMEOUT);
    expect(socket.state().kind).toBe("open");
  });

  it("is given up on a broken frame or another version", () => {
    const { socket, last } = setUp();
    last().control({ command: "init", version: 2 });
    expect(socket.state().kind).toBe("lost");
    socket.retryNow();
    last().listener.message("no line end");
    expect(socket.state().kind).toBe("lost");
  });

  it("does not listen to a wire that it dropped", () => {
    const { socket, wires, last } = setUp();
    last().listener.closed();
    socket.retryNow();
    wires[0]?.control(INIT);
    wires[0]?.listener.closed();
    expect(socket.state().kind).toBe("connecting");
  });

  it("ends with stop", () => {
    const { socket, wires, last } = setUp();
    last().control(INIT);
    socket.stop();
    expect(last().isClosed).toBe(true);
    vi.advanceTimersByTime(10 * RETRY_LONGEST);
    expect(wires.length).toBe(1);
    expect(socket.state()).toEqual({ kind: "stopped" });
  });
});

describe("a channel", () => {
  it("hears its own messages only, whole", () => {
    const { socket, last } = setUp();
    const [one, two] = [handlers(), handlers()];
    socket.open({ payload: "events" }, one);
    socket.open({ payload: "echo" }, two);
    last().control(INIT);
    last().listener.message("c2\nfirst\nsecond");
    expect(two.message.mock.calls).toEqual([["first\nsecond"]]);
    expect(one.message).not.toHaveBeenCalled();
  });

  it("opens again after a lost connection, and knows that it did", () => {
    const { socket, last } = setUp();
    const one = handlers();
    socket.open({ payload: "events" }, one);
    last().control(INIT);
    last().control({ command: "ready", channel: "c1" });
    last().listener.closed();
    expect(one.interrupted).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(RETRY_FIRST);
    last().control(INIT);
    expect(last().sent).toContainEqual({ command: "open", channel: "c1", payload: "events" });
    last().control({ command: "ready", channel: "c1" });
    expect(one.ready.mock.calls.map(([again]) => again)).toEqual([false, true]);
  });

  it("stays closed once the server closed it, and says why", () => {
    const { socket, last } = setUp();
    const one = handlers();
    const close = socket.open({ payload: "logs", container: "web" }, one);
    last().control(INIT);
    last().control({ command: "close", channel: "c1", problem: "not-found", message: "gone" });
    expect(one.closed).toHaveBeenCalledWith(
      { problem: "not-found", message: "gone" },
      expect.objectContaining({ command: "close" }),
    );
    const before = last().sent.length;
    close();
    expect(last().sent.length).toBe(before);
    last().listener.closed();
    vi.advanceTimersByTime(RETRY_FIRST);
    last().control(INIT);
    expect(last().sent).toEqual([GREETING]);
  });

  it("is written to in bytes, and opens with what holds then", () => {
    const { socket, last } = setUp();
    let session = "none";
    const heard: Uint8Array[] = [];
    const talk = socket.talk(() => ({ payload: "exec", session }), {
      bytes: (payload) => heard.push(payload),
      ready: (_again, control) => {
        session = String(control.session);
      },
    });
    talk.send(new Uint8Array([1]));
    last().control(INIT);
    last().control({ command: "ready", channel: "c1", session: "s1" });
    talk.send(new TextEncoder().encode("ls\n"));
    talk.change({ window: { rows: 24, cols: 80 } });
    expect(last().sent.slice(1)).toEqual([
      { command: "open", channel: "c1", payload: "exec", session: "none" },
      "c1\nls\n",
      { command: "options", channel: "c1", window: { rows: 24, cols: 80 } },
    ]);
    last().listener.message(new Uint8Array([99, 49, 10, 255]).buffer);
    expect(heard).toEqual([new Uint8Array([255])]);
    last().listener.closed();
    vi.advanceTimersByTime(RETRY_FIRST);
    last().control(INIT);
    expect(last().sent.at(-1)).toMatchObject({ command: "open", session: "s1" });
    talk.close();
    talk.send(new Uint8Array([1]));
    expect(last().sent.at(-1)).toEqual({ command: "close", channel: "c1" });
  });

  it("is closed by its owner", () => {
    const { socket, last } = setUp();
    const close = socket.open({ payload: "events" }, handlers());
    last().control(INIT);
    close();
    expect(last().sent.at(-1)).toEqual({ command: "close", channel: "c1" });
  });
});

describe("a ping", () => {
  const PING = { command: "ping", channel: "c1", sequence: 7 };
  const PONG = { ...PING, command: "pong" };

  it("is answered at once with the same members", () => {
    const { last } = setUp();
    last().control(INIT);
    last().control({ command: "ping", cookie: "x" });
    expect(last().sent.at(-1)).toEqual({ command: "pong", cookie: "x" });
  });

  it("of a channel is answered when its owner says so", () => {
    const { socket, last } = setUp();
    const answers: (() => void)[] = [];
    socket.open(
      { payload: "logs" },
      { message: () => {}, credit: (answer) => answers.push(answer) },
    );
    last().control(INIT);
    last().control(PING);
    expect(last().sent).not.toContainEqual(PONG);
    answers[0]?.();
    expect(last().sent.at(-1)).toEqual(PONG);
  });

  it("of a connection that is gone is not answered on the next one", () => {
    const { socket, last } = setUp();
    const answers: (() => void)[] = [];
    socket.open(
      { payload: "logs" },
      { message: () => {}, credit: (answer) => answers.push(answer) },
    );
    last().control(INIT);
    last().control(PING);
    last().listener.closed();
    vi.advanceTimersByTime(RETRY_FIRST);
    last().control(INIT);
    answers[0]?.();
    expect(last().sent).not.toContainEqual(PONG);
  });
});
