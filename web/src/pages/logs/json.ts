// Lines that are JSON objects, as many programs write their log: their fields, to be read one below the other.

import { decodeJson, isRecord } from "../../api/frames";

export interface Field {
  readonly name: string;
  /** Text as it is; everything else as JSON, over several lines where it has parts. */
  readonly value: string;
}

/** The fields of a line that is one JSON object; `undefined` for every other line. */
export function fieldsOf(plain: string): readonly Field[] | undefined {
  if (!looksLikeJson(plain)) return undefined;
  const value = decodeJson(plain);
  if (!isRecord(value)) return undefined;
  return Object.entries(value).map(([name, part]) => ({
    name,
    value: typeof part === "string" ? part : JSON.stringify(part, undefined, 2),
  }));
}

/** Whether it is worth the trouble of reading it. */
export function looksLikeJson(plain: string): boolean {
  const text = plain.trim();
  return text.startsWith("{") && text.endsWith("}") && text.includes('"');
}
