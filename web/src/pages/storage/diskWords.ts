// What takes the disk's space, in words. Pure.

import type { PruneKind, PruneShare, StorageShare } from "../../api/storage";
import { bytes, counted } from "../../util/format";

export const SHARE_WORDS: Record<StorageShare["kind"], { title: string; help: string }> = {
  images: { title: "Images", help: "What containers are made of." },
  containers: {
    title: "Containers",
    help: "What containers have written into their own file systems: it goes with them.",
  },
  volumes: { title: "Volumes", help: "Data that outlives containers." },
  build_cache: { title: "Build cache", help: "Steps of builds, kept so that the next is faster." },
};

export const PRUNE_WORDS: Record<PruneKind, { title: string; help: string }> = {
  containers: { title: "Containers that do not run", help: "With what they wrote themselves." },
  dangling_images: {
    title: "Images without a name",
    help: "Left behind by builds and newer pulls.",
  },
  unused_images: {
    title: "All images that no container uses",
    help: "Whoever needs one has to pull it again.",
  },
  anonymous_volumes: {
    title: "Volumes without a name",
    help: "Made by containers that are gone.",
  },
  unused_volumes: {
    title: "All volumes that no container uses",
    help: "Named ones too: their data is gone for good.",
  },
  networks: { title: "Networks that no container uses", help: "They take no space." },
  build_cache: { title: "Build cache", help: "The next build takes longer." },
};

/** What is removed along with something wider. */
const WITHIN: Partial<Record<PruneKind, PruneKind>> = {
  dangling_images: "unused_images",
  anonymous_volumes: "unused_volumes",
};

/** Whether a wider kind that is chosen has it in it. */
export function isWithin(kind: PruneKind, chosen: ReadonlySet<PruneKind>): boolean {
  const wider = WITHIN[kind];
  return wider !== undefined && chosen.has(wider);
}

/** Chosen at first: what nobody misses. */
export const HARMLESS: readonly PruneKind[] = ["dangling_images", "build_cache"];

/** "3 things, 1.2 GB": what the choice removes and frees. */
export function sumWords(shares: readonly PruneShare[], chosen: ReadonlySet<PruneKind>): string {
  const counting = shares.filter(
    ({ kind, items }) => chosen.has(kind) && !isWithin(kind, chosen) && items.length > 0,
  );
  const count = counting.reduce((sum, { items }) => sum + items.length, 0);
  if (count === 0) return "Nothing of what is chosen is there to be removed.";
  const freed = counting.reduce((sum, { frees }) => sum + (frees ?? 0), 0);
  const isWhole = counting.every(
    ({ kind, frees }) => kind === "networks" || typeof frees === "number",
  );
  return `${counted(count, "item")} will be removed, which frees ${isWhole ? "" : "at least "}${bytes(freed)}.`;
}

/** "5 of 8 in use". */
export function inUseWords({ count, in_use: used }: StorageShare): string {
  if (count === 0) return "None";
  return used === count ? `${counted(count, "item")}, all in use` : `${used} of ${count} in use`;
}
