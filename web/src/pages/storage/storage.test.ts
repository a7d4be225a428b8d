// The words and options of storage.

import { describe, expect, it } from "vitest";
import type { PruneKind, PruneShare } from "../../api/storage";
import { isWithin, sumWords } from "./diskWords";
import { missingOf, NEW_VOLUME, optionsOf } from "./volumeOptions";

const share = (kind: PruneKind, count: number, frees?: number): PruneShare => ({
  kind,
  items: Array.from({ length: count }, (_, index) => ({
    name: `${kind} ${index}`,
    size: 1,
    in_use: false,
  })),
  ...(frees === undefined ? {} : { frees }),
});

describe("a choice of what to remove", () => {
  const shares = [
    share("dangling_images", 2, 2_000_000),
    share("unused_images", 3, 5_000_000),
    share("unused_volumes", 1),
    share("networks", 2),
  ];
  it.each<[PruneKind[], string]>([
    [[], "Nothing of what is chosen is there to be removed."],
    [["containers"], "Nothing of what is chosen is there to be removed."],
    [["dangling_images"], "2 items will be removed, which frees 2 MB."],
    [["dangling_images", "unused_images"], "3 items will be removed, which frees 5 MB."],
    [["dangling_images", "networks"], "4 items will be removed, which frees 2 MB."],
    [["unused_volumes"], "1 item will be removed, which frees at least 0 bytes."],
  ])("of %j", (kinds, words) => {
    expect(sumWords(shares, new Set(kinds))).toBe(words);
  });

  it("knows what is within what", () => {
    expect(isWithin("dangling_images", new Set(["unused_images"]))).toBe(true);
    expect(isWithin("unused_images", new Set(["dangling_images"]))).toBe(false);
  });
});

describe("a volume", () => {
  it.each([
    [{ place: "engine" }, {}],
    [
      { place: "folder", path: "/srv" },
      { type: "none", o: "bind", device: "/srv" },
    ],
    [
      { place: "nfs", server: " nas ", path: "/x" },
      { type: "nfs", o: "addr=nas,rw", device: ":/x" },
    ],
    [{ place: "memory" }, { type: "tmpfs", device: "tmpfs" }],
    [
      { place: "memory", size: "64m" },
      { type: "tmpfs", device: "tmpfs", o: "size=64m" },
    ],
  ] as const)("%j is %j", (form, options) => {
    expect(optionsOf({ ...NEW_VOLUME, ...form })).toEqual(options);
  });

  it("says what is missing", () => {
    expect(missingOf(NEW_VOLUME)).toBe("It needs a name.");
    expect(missingOf({ ...NEW_VOLUME, name: "a" })).toBeUndefined();
    expect(missingOf({ ...NEW_VOLUME, name: "a", place: "folder", path: "srv" })).toBe(
      "The folder begins with /.",
    );
    expect(missingOf({ ...NEW_VOLUME, name: "a", place: "nfs" })).toBe("It needs a server.");
  });
});
