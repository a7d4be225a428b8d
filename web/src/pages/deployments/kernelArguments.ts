// Kernel arguments as they are edited: rows of what the next boot has and what is added, the change that they amount
// to, and what is between two lists of them. Pure.

import type { Schema } from "../../api/client";
import { complaintOf } from "./names";

export type KernelArgumentWish = Schema<"KernelArgumentWish">;

/** One argument; an empty `original` is a new one. */
export interface ArgumentRow {
  readonly id: number;
  readonly original: string;
  readonly text: string;
  readonly fate: "stays" | "goes";
}

export function rowsOf(present: readonly string[]): readonly ArgumentRow[] {
  return present.map((text, id) => ({ id, original: text, text, fate: "stays" }));
}

export function withNew(rows: readonly ArgumentRow[], text: string): readonly ArgumentRow[] {
  const id = Math.max(-1, ...rows.map((row) => row.id)) + 1;
  return [...rows, { id, original: "", text, fate: "stays" }];
}

/** What stands before the first "=". */
export function keyOf(argument: string): string {
  return argument.split("=", 1)[0] ?? argument;
}

/** The change that the rows amount to; an argument with another key is one that goes and one that comes. */
export function wishOf(rows: readonly ArgumentRow[]): KernelArgumentWish {
  const wish: KernelArgumentWish = { append: [], delete: [], replace: [] };
  for (const { original, text, fate } of rows) {
    if (original === "") {
      if (fate === "stays" && text !== "") wish.append.push(text);
    } else if (fate === "goes") {
      wish.delete.push(original);
    } else if (text !== original) {
      if (keyOf(text) === keyOf(original)) wish.replace.push({ from: original, to: text });
      else {
        wish.delete.push(original);
        wish.append.push(text);
      }
    }
  }
  return wish;
}

export function isEmptyWish({ append, delete: gone, replace }: KernelArgumentWish) {
  return append.length + gone.length + replace.length === 0;
}

/** What is wrong with a row. */
export function rowComplaint({ original, text, fate }: ArgumentRow): string | undefined {
  if (fate === "goes" || text === original) return undefined;
  if (text === "") return "An argument cannot be empty: delete it instead.";
  return complaintOf("kernel_argument", text);
}

export interface ArgumentDifference {
  readonly how: "added" | "removed";
  readonly text: string;
}

/** What `later` has otherwise than `earlier`, what goes first; repeated arguments count. */
export function differenceOf(
  earlier: readonly string[],
  later: readonly string[],
): readonly ArgumentDifference[] {
  return [
    ...without(earlier, later).map((text) => ({ how: "removed", text }) as const),
    ...without(later, earlier).map((text) => ({ how: "added", text }) as const),
  ];
}

/** Those of `list` that `other` has not, each as often as it has more of them. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((text) => {
    const place = left.indexOf(text);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}
