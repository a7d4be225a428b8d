// From a typed command to words and back.

import { expect, test } from "vitest";
import { joinWords, splitWords } from "./words";

test.each([
  ["", []],
  ["  sleep   100 ", ["sleep", "100"]],
  ["sh -c 'echo \"a b\" $HOME'", ["sh", "-c", 'echo "a b" $HOME']],
  ['echo "a \\"b\\" \\$c \\n"', ["echo", 'a "b" $c \\n']],
  ["a\\ b \\\n c", ["a b", "c"]],
  ["'' \"\"", ["", ""]],
  ["a'b c'd", ["ab cd"]],
])("%j is read as words", (text, words) => {
  expect(splitWords(text)).toEqual({ words });
});

test("open quotes and a last backslash are told", () => {
  expect(splitWords("echo 'a").problem).toMatch("not closed");
  expect(splitWords('echo "a').problem).toMatch("not closed");
  expect(splitWords("echo \\").problem).toMatch("backslash");
});

test.each([[[]], [["sh", "-c", 'it\'s "here" $x\n']], [["", "a b", "--x=1"]], [["\\", "'"]]])(
  "%j comes back as it was",
  (words) => {
    expect(splitWords(joinWords(words))).toEqual({ words });
  },
);
