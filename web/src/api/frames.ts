// The frames of the channel protocol (Cockpit's, version 1): a message is `channel-id "\n" payload`,
// and an empty channel id carries a JSON control message. Pure text in and out; socket.ts speaks it.

/** A control message; its further members depend on the command. */
export interface Control {
  readonly command: string;
  readonly channel?: string;
  readonly [member: string]: unknown;
}

/** One message of the socket. */
export type Frame =
  | { readonly kind: "control"; readonly control: Control }
  | { readonly kind: "data"; readonly channel: string; readonly payload: string };

/** A control message as it travels. */
export function encodeControl(control: Control): string {
  return `\n${JSON.stringify(control)}`;
}

/** Reads a message; `undefined` for one that breaks the protocol. */
export function decodeFrame(message: string): Frame | undefined {
  const end = message.indexOf("\n");
  if (end < 0) return undefined;
  const channel = message.slice(0, end);
  const payload = message.slice(end + 1);
  if (channel !== "") return { kind: "data", channel, payload };
  const control = decodeJson(payload);
  return isControl(control) ? { kind: "control", control } : undefined;
}

/** JSON as a value of unknown shape; `undefined` where it is none. */
export function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An object with members, neither an array nor null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member of a control message, where it is text. */
export function textOf(control: Control, member: string): string | undefined {
  const value = control[member];
  return typeof value === "string" ? value : undefined;
}

function isControl(value: unknown): value is Control {
  if (!isRecord(value) || typeof value.command !== "string") return false;
  return value.channel === undefined || typeof value.channel === "string";
}
