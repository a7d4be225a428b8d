// Deployments and updates in words.

import type { Schema } from "../../api/client";
import { counted, listed, short } from "../../util/format";

/** What people call it: its version, or the start of its checksum. */
export function nameOf({ version, checksum }: Pick<Schema<"Deployment">, "version" | "checksum">) {
  return version ? `Version ${version}` : `Commit ${short(checksum)}`;
}

/** The same within a sentence or heading. */
export function updateName({ version, checksum }: Pick<Schema<"Update">, "version" | "checksum">) {
  return version ?? `commit ${short(checksum)}`;
}

export function originWords(origin: Schema<"Origin">): string {
  switch (origin.kind) {
    case "ostree":
      return origin.refspec;
    case "container":
      return origin.image;
    case "unknown":
      return "Not known";
  }
}

/** "4 packages upgraded, 1 added". */
export function packageWords({ upgraded, added, removed, downgraded }: Schema<"PackageCounts">) {
  const parts = [
    { count: upgraded, word: "upgraded" },
    { count: added, word: "added" },
    { count: removed, word: "removed" },
    { count: downgraded, word: "downgraded" },
  ].filter(({ count }) => count > 0);
  if (parts.length === 0) return "No package differs";
  return listed(
    parts.map(({ count, word }, index) =>
      index === 0 ? `${counted(count, "package")} ${word}` : `${count} ${word}`,
    ),
  );
}
