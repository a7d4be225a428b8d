// The frames: what is one, what is not, and that text goes through unchanged.

import { expect, it } from "vitest";
import { decodeBytes, decodeFrame, encodeBytes, encodeControl } from "./frames";

it.each([
  ["c1\npayload", { kind: "data", channel: "c1", payload: "payload" }],
  ["c1\n", { kind: "data", channel: "c1", payload: "" }],
  ["c1\na\nb", { kind: "data", channel: "c1", payload: "a\nb" }],
  ['\n{"command":"init"}', { kind: "control", control: { command: "init" } }],
])("reads %j", (message, frame) => {
  expect(decodeFrame(message)).toEqual(frame);
});

it.each([
  "",
  "no line end",
  "\nno json",
  "\n[]",
  "\nnull",
  "\n{}",
  '\n{"command":1}',
  '\n{"command":"close","channel":1}',
])("refuses %j", (message) => {
  expect(decodeFrame(message)).toBeUndefined();
});

it("writes what it reads", () => {
  const control = { command: "open", channel: "c1", container: "ü\n" };
  expect(decodeFrame(encodeControl(control))).toEqual({ kind: "control", control });
});

it("takes bytes as they are", () => {
  const payload = new Uint8Array([0, 10, 255]);
  const message = encodeBytes("c1", payload);
  expect([...message]).toEqual([99, 49, 10, 0, 10, 255]);
  expect(decodeBytes(message)).toEqual({ kind: "bytes", channel: "c1", payload });
});

it.each([[[]], [[99, 49]], [[10, 99]]])("refuses the bytes %j", (message) => {
  expect(decodeBytes(new Uint8Array(message))).toBeUndefined();
});
