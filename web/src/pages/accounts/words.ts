// What is told of accounts, and what is wrong with what is filled in for one. The server has the last word.

import type { Schema } from "../../api/client";

export const SOURCES: Record<Schema<"AccountSource">, { word: string; keeps: string }> = {
  console: { word: "This console", keeps: "" },
  host: {
    word: "The host",
    keeps: "The host keeps its roles and its password: change them there.",
  },
  provider: {
    word: "Identity provider",
    keeps: "The identity provider keeps its roles and its password: change them there.",
  },
};

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.@-]{0,31}$/;
/** As the server has it. */
export const SHORTEST_PASSWORD = 8;

/** Why the name cannot be taken; `undefined` while it is empty or fits. */
export function nameComplaint(name: string, taken: readonly string[]): string | undefined {
  if (name === "") return undefined;
  if (taken.includes(name)) return `There is an account ${name} already.`;
  return NAME.test(name)
    ? undefined
    : "Letters without accents, digits, and . _ @ -, at most 32, starting with a letter or digit.";
}

/** What is still missing of a password. */
export function passwordMissing(password: string): string | undefined {
  if (password === "") return "Choose a password.";
  return [...password].length < SHORTEST_PASSWORD
    ? `A password has at least ${SHORTEST_PASSWORD} characters.`
    : undefined;
}
