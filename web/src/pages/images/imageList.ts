// Images in words, and which of them a search and a filter leave.

import type { Schema } from "../../api/client";
import { short } from "../../util/format";

export type Image = Schema<"Image">;
type Newer = Schema<"NewerImage">;

export const FILTERS = ["unused", "nameless", "newer"] as const;
export type Filter = (typeof FILTERS)[number];

export const SORTS = ["name", "size", "created"] as const;
export type Sort = (typeof SORTS)[number];

/** What people call it: its first tag, or the start of its id. */
export function imageName({ tags, digests, id }: Pick<Image, "tags" | "digests" | "id">): string {
  return tags[0] ?? digests[0]?.split("@")[0] ?? `Image ${short(id)}`;
}

export function isFound({ tags, digests, id, used_by }: Image, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [...tags, ...digests, id, ...used_by].some((one) => one.toLowerCase().includes(wanted));
}

export function matches(image: Image, filter: Filter): boolean {
  switch (filter) {
    case "unused":
      return image.used_by.length === 0;
    case "nameless":
      return image.tags.length === 0;
    case "newer":
      return newerOf(image).length > 0;
  }
}

/** The tags that have another image in their registry. */
export function newerOf({ newer }: Pick<Image, "newer">): readonly Newer[] {
  return newer.filter(({ answer }) => answer.kind === "newer");
}

/** A copy; the largest and the newest come first, and names from A, unless it is turned round. */
export function sorted(images: readonly Image[], sort: Sort, isReversed: boolean): Image[] {
  const result = images.toSorted(ORDERS[sort]);
  return isReversed ? result.reverse() : result;
}

const ORDERS: Record<Sort, (a: Image, b: Image) => number> = {
  // Those without a name last.
  name: (a, b) =>
    Number(a.tags.length === 0) - Number(b.tags.length === 0) ||
    imageName(a).localeCompare(imageName(b), "en"),
  size: (a, b) => b.size - a.size,
  created: (a, b) => Date.parse(b.created_at) - Date.parse(a.created_at),
};

/** The registry of a reference, as the engines read it; `undefined` for text that is none. */
export function registryOf(reference: string): string | undefined {
  const parts = reference.trim().split("/");
  const [first = ""] = parts;
  if (first === "") return undefined;
  const isHost = parts.length > 1 && (/[.:]/.test(first) || first === "localhost");
  return isHost ? first : "docker.io";
}
