// The frames of the channel protocol (Cockpit's, version 1): a message is `channel-id "\n" payload`,
// and an empty channel id carries a JSON control message; raw channels have it in bytes. Pure data in and
// out; socket.ts speaks it.

/** A control message; its further members depend on the command. */
export interface Control {
  readonly command: string;
  readonly channel?: string;
  readonly [member: string]: unknown;
}

/** One message of the socket. */
export type Frame =
  | { readonly kind: "control"; readonly control: Control }
  | { readonly kind: "data"; readonly channel: string; readonly payload: string }
  | { readonly kind: "bytes"; readonly channel: string; readonly payload: Uint8Array };

const LINE_END = 10;

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

/** Reads a message of bytes, which only raw channels send; `undefined` for one that breaks the protocol. */
export function decodeBytes(message: Uint8Array): Frame | undefined {
  const end = message.indexOf(LINE_END);
  if (end < 1) return undefined;
  const channel = new TextDecoder().decode(message.subarray(0, end));
  return { kind: "bytes", channel, payload: message.subarray(end + 1) };
}

/** A raw channel's data as it travels. */
export function encodeBytes(channel: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${channel}\n`);
  const message = new Uint8Array(head.length + payload.length);
  message.set(head);
  message.set(payload, head.length);
  return message;
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

/** The same for a whole number. */
export function numberOf(control: Control, member: string): number | undefined {
  const value = control[member];
  return typeof value === "number" ? value : undefined;
}

function isControl(value: unknown): value is Control {
  if (!isRecord(value) || typeof value.command !== "string") return false;
  return value.channel === undefined || typeof value.channel === "string";
}
