// What differs beneath /etc, in words and filtered.

import { expect, it } from "vitest";
import type { DriftedFile } from "../../api/remotes";
import { driftWords, isShown } from "./drift";

const FILES: DriftedFile[] = [
  { path: "/etc/ssh/sshd_config", how: "modified" },
  { path: "/etc/fstab", how: "modified" },
  { path: "/etc/motd.d/notice", how: "added" },
];

it("is counted by how it differs", () => {
  expect(driftWords(FILES)).toBe("2 changed and 1 added");
  expect(driftWords([])).toBe("none");
});

it("is filtered by path and by how it differs", () => {
  const paths = (text: string, how?: DriftedFile["how"]) =>
    FILES.filter((file) => isShown(file, { text, how })).map(({ path }) => path);
  expect(paths(" SSH ")).toEqual(["/etc/ssh/sshd_config"]);
  expect(paths("", "added")).toEqual(["/etc/motd.d/notice"]);
  expect(paths("fstab", "removed")).toEqual([]);
});
