// The frames: what is one, what is not, and that text goes through unchanged.

import { expect, it } from "vitest";
import { decodeFrame, encodeControl } from "./frames";

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
