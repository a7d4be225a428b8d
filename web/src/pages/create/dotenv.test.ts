// From the text of a .env file to variables, and what is told of lines that cannot be read.

import { expect, test } from "vitest";
import { merged, parseDotEnv } from "./dotenv";

const readOne = (text: string) => {
  const { variables, problems } = parseDotEnv(text);
  return problems.length > 0 ? problems : variables[0]?.value;
};

test.each([
  ["A=b", "b"],
  ["  export A = b ", "b"],
  ["A=", ""],
  ["A=b c # comment", "b c"],
  ["A=#comment", ""],
  ["A=b#c", "b#c"],
  ["A=b=c", "b=c"],
  ["A='b # $c \\n'", "b # $c \\n"],
  ['A="b # \\"c\\"\\n\\t\\$d" # comment', 'b # "c"\n\t$d'],
  ['A="one\ntwo"', "one\ntwo"],
  ["A='one\r\ntwo'", "one\ntwo"],
  ["\uFEFFA=b\r\n", "b"],
  ['A=""', ""],
])("%j has the value %j", (text, value) => {
  expect(readOne(text)).toEqual(value);
});

test("comments and empty lines are left out, and the order stays", () => {
  const { variables, problems, duplicates } = parseDotEnv("# first\n\nB=1\n  # second\nA=2\n");
  expect(variables).toEqual([
    { name: "B", value: "1" },
    { name: "A", value: "2" },
  ]);
  expect([problems, duplicates]).toEqual([[], []]);
});

test("of a name that stands twice the last value counts, and it is told", () => {
  const { variables, duplicates } = parseDotEnv("A=1\nB=2\nA=3");
  expect(variables).toEqual([
    { name: "A", value: "3" },
    { name: "B", value: "2" },
  ]);
  expect(duplicates).toEqual([{ name: "A", line: 3 }]);
});

test("what cannot be read is told by its line, and the rest is read", () => {
  const text = ["A=1", "B", "1C=2", "two words", "=3", 'D="x" y', 'E="open', "F=4"].join("\n");
  const { variables, problems } = parseDotEnv(text);
  expect(variables.map(({ name }) => name)).toEqual(["A", "F"]);
  expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7]);
  expect(problems[0]?.says).toBe("“B” has no value: write B=value");
  expect(problems[5]?.says).toBe("the quote of “E” is opened and not closed");
});

test("variables take the place of those of their name", () => {
  const rows = [
    { id: 1, name: "A", value: "1" },
    { id: 4, name: "", value: "" },
  ];
  const variables = [
    { name: "B", value: "2" },
    { name: "A", value: "3" },
  ];
  expect(merged(rows, variables)).toEqual([
    { id: 1, name: "A", value: "3" },
    { id: 2, name: "B", value: "2" },
  ]);
});
