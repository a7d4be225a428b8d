// How grave a line is, as far as it says so itself: a field of JSON, `level=…`, a tag in brackets or a word in
// capitals near its beginning. A word within a sentence says nothing: "no error found" is not one.

import { fieldsOf } from "./json";

export type Level = "error" | "warning" | "info" | "debug";

/** So far into a line a level is looked for. */
const NEAR_BEGINNING = 200;

const WORDS: Record<Level, string> = {
  error: "fatal|panic|emerg|emergency|alert|crit|critical|err|error|severe",
  warning: "warn|warning",
  info: "info|information|notice",
  debug: "debug|trace|verbose|fine",
};
const LEVELS = ["error", "warning", "info", "debug"] as const;
const ANY = LEVELS.map((level) => WORDS[level]).join("|");

const FORMS = [
  // logfmt: level=error, lvl="warn"
  new RegExp(`\\b(?:level|lvl|severity|loglevel)=["']?(${ANY})\\b`, "i"),
  // [error], <warn>, (info)
  new RegExp(`[[<(]\\s*(${ANY})\\s*[\\]>):]`, "i"),
  // "error: …" at the beginning, or after a time or a program's name
  new RegExp(`(?:^|[\\s\\]:|])(${ANY}):`, "i"),
  // ERROR in capitals
  new RegExp(`\\b(${ANY.toUpperCase()})\\b`),
];

const FIELDS = ["level", "severity", "lvl", "loglevel", "log.level", "levelname"];

/** `plain`: the text without colours. */
export function levelOf(plain: string): Level | undefined {
  const fields = fieldsOf(plain);
  if (fields !== undefined) {
    const field = fields.find(({ name }) => FIELDS.includes(name.toLowerCase()));
    return field === undefined ? undefined : levelOfValue(field.value);
  }
  const beginning = plain.slice(0, NEAR_BEGINNING);
  for (const form of FORMS) {
    const word = form.exec(beginning)?.[1];
    if (word !== undefined) return levelOfWord(word);
  }
  return undefined;
}

/** Words, or the numbers of bunyan and pino. */
function levelOfValue(value: string): Level | undefined {
  const number = Number(value);
  if (value.trim() === "" || Number.isNaN(number)) return levelOfWord(value);
  if (number >= 50) return "error";
  if (number >= 40) return "warning";
  return number >= 30 ? "info" : number >= 10 ? "debug" : undefined;
}

function levelOfWord(word: string): Level | undefined {
  const wanted = word.toLowerCase();
  return LEVELS.find((level) => WORDS[level].split("|").includes(wanted));
}
