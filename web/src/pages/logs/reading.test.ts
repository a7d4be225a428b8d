// What is read from a line: its colours, its level, its fields; and what is marked in it.

import { describe, expect, it } from "vitest";
import { plainText, spansOf } from "./ansi";
import { fieldsOf } from "./json";
import { levelOf } from "./level";
import { markedSpans } from "./marks";

const ESC = "\u001b";

describe("colours", () => {
  it("become classes", () => {
    expect(spansOf(`${ESC}[1;31mred${ESC}[0m and ${ESC}[92mgreen${ESC}[m`)).toEqual([
      { text: "red", looks: ["fg-red", "bold"] },
      { text: " and ", looks: [] },
      { text: "green", looks: ["fg-green"] },
    ]);
  });

  it.each([
    ["38;5;196", ["fg-red"]],
    ["38;5;9", ["fg-red"]],
    ["38;5;240", []],
    ["38;2;20;200;30", ["fg-green"]],
    ["48;2;20;20;200", ["bg-blue"]],
    ["37;44", ["bg-blue"]],
    ["4", ["underline"]],
  ])("%s is %j", (code, looks) => {
    expect(spansOf(`${ESC}[${code}mx${ESC}[0m`)).toEqual([{ text: "x", looks }]);
  });

  it.each([
    ["plain", "plain"],
    [`${ESC}[31mred${ESC}[0m`, "red"],
    [`${ESC}[2J${ESC}[1;1Hcleared`, "cleared"],
    [`${ESC}]0;a title\u0007text`, "text"],
    [`${ESC}]8;;https://example.org${ESC}\\link${ESC}]8;;${ESC}\\`, "link"],
    ["10 %\r20 %\r\r", "10 %\n20 %"],
    ["bell\u0007 and\u0000 nul", "bell and nul"],
    ["tab\tstays", "tab\tstays"],
    [`broken ${ESC}`, "broken "],
    [`<b onclick="x">${ESC}[31m</b>`, '<b onclick="x"></b>'],
  ])("%j is read as %j", (text, plain) => {
    expect(plainText(text)).toBe(plain);
    const whole = spansOf(text)
      .map((span) => span.text)
      .join("");
    expect(whole).toBe(plain);
  });
});

describe("a level", () => {
  it.each([
    ["2026-11-22 ERROR could not connect", "error"],
    ["[error] 12#0: open() failed", "error"],
    ["level=warn msg=slow", "warning"],
    ["error: no such file", "error"],
    ["nginx: warning: low", "warning"],
    ['time=x lvl="info" ok', "info"],
    ["<debug> tick", "debug"],
    ['{"level":"error","msg":"x"}', "error"],
    ['{"level":30,"msg":"pino"}', "info"],
    ['{"severity":"WARNING"}', "warning"],
    ['{"msg":"ERROR within a text"}', undefined],
    ["no error found, all information is fine", undefined],
    ["GET /errors 200", undefined],
    ["", undefined],
  ])("of %j is %s", (line, level) => {
    expect(levelOf(line)).toBe(level);
  });
});

describe("fields", () => {
  it("are those of an object", () => {
    expect(fieldsOf(' {"msg":"a","n":1,"o":{"p":[true]}} ')).toEqual([
      { name: "msg", value: "a" },
      { name: "n", value: "1" },
      { name: "o", value: '{\n  "p": [\n    true\n  ]\n}' },
    ]);
  });

  it.each(["", "text", "{}", '{"cut":', "[1]", '"{}"', '{"a":1} and more'])(
    "%j has none",
    (line) => {
      expect(fieldsOf(line)).toBeUndefined();
    },
  );
});

it("marks across colours", () => {
  const spans = [
    { text: "abc", looks: ["bold"] },
    { text: "def", looks: [] },
  ];
  const marked = markedSpans(spans, [1, 4, 5, 6]);
  expect(marked.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text))).toEqual([
    "a",
    "[bc]",
    "[d]",
    "e",
    "[f]",
  ]);
  expect(marked.map(({ start }) => start)).toEqual([0, 1, 3, 4, 5]);
});
