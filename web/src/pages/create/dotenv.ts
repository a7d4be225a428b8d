// Reads what people keep in `.env` files: comments, `export`, quotes, values over several lines. What
// it cannot read it names by its line; nothing is expanded.

import { nextId, type PairRow } from "./model";

export interface DotEnv {
  /** In order of appearance; of a name that stands several times, the last value. */
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  /** What could not be read. Lines count from 1. */
  readonly problems: readonly { readonly line: number; readonly says: string }[];
  /** Names that stand more than once, with the line whose value counts. */
  readonly duplicates: readonly { readonly name: string; readonly line: number }[];
}

const HEAD = /^\s*(?:export\s+)?([^=\s]+)\s*=[^\S\n]*/;
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

export function parseDotEnv(text: string): DotEnv {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const variables = new Map<string, string>();
  const problems: { line: number; says: string }[] = [];
  const duplicates = new Map<string, number>();
  for (let at = 0; at < lines.length; at += 1) {
    const line = at + 1;
    const read = readVariable(lines, at);
    if (read === undefined) continue;
    if ("says" in read) {
      problems.push({ line, says: read.says });
      continue;
    }
    at += read.more;
    if (variables.has(read.name)) duplicates.set(read.name, line);
    variables.set(read.name, read.value);
  }
  return {
    variables: [...variables].map(([name, value]) => ({ name, value })),
    problems,
    duplicates: [...duplicates].map(([name, line]) => ({ name, line })),
  };
}

/** In the place of those of the same name, else at the end. */
export function merged(
  rows: readonly PairRow[],
  variables: readonly { name: string; value: string }[],
): PairRow[] {
  const result = rows.filter(({ name, value }) => name !== "" || value !== "");
  for (const { name, value } of variables) {
    const place = result.findIndex((row) => row.name === name);
    const known = result[place];
    if (known !== undefined) result[place] = { ...known, value };
    else result.push({ id: nextId(result), name, value });
  }
  return result;
}

/** `more`: how many further lines its value takes. */
type Read =
  | { readonly name: string; readonly value: string; readonly more: number }
  | { readonly says: string };

function readVariable(lines: readonly string[], at: number): Read | undefined {
  const line = lines[at] ?? "";
  if (/^\s*(#|$)/.test(line)) return undefined;
  const head = HEAD.exec(line);
  if (head === null) {
    const word = line.trim().replace(/^export\s+/, "");
    return /\s|^=/.test(word)
      ? { says: "it is no variable: write NAME=value" }
      : { says: `“${word}” has no value: write ${word}=value` };
  }
  const name = head[1] ?? "";
  if (!NAME.test(name)) {
    return { says: `“${name}” is no name: use letters, digits and _, and no digit first` };
  }
  const rest = line.slice(head[0].length);
  const quote = rest.charAt(0);
  if (quote !== '"' && quote !== "'") {
    return { name, value: rest.replace(/(^|\s+)#.*$/, "").trimEnd(), more: 0 };
  }
  return readQuoted(name, quote, [rest.slice(1), ...lines.slice(at + 1)]);
}

function readQuoted(name: string, quote: '"' | "'", lines: readonly string[]): Read {
  let value = "";
  for (const [more, line] of lines.entries()) {
    if (more > 0) value += "\n";
    for (let at = 0; at < line.length; at += 1) {
      const char = line.charAt(at);
      if (char === quote) {
        return /^\s*(#.*)?$/.test(line.slice(at + 1))
          ? { name, value, more }
          : { says: `something follows the closing quote of “${name}”` };
      }
      if (char === "\\" && quote === '"' && at + 1 < line.length) {
        at += 1;
        const next = line.charAt(at);
        value += ESCAPES[next] ?? (/["\\$`]/.test(next) ? next : `\\${next}`);
      } else value += char;
    }
  }
  return { says: `the quote of “${name}” is opened and not closed` };
}
