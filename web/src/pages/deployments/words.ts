// Deployments and updates in words.

import type { Schema } from "../../api/client";
import { counted, listed, short } from "../../util/format";

/** What people call it: its version, or the start of its checksum, or what its backend calls it. */
export function nameOf({
  version,
  checksum,
  id,
}: Pick<Schema<"Deployment">, "version" | "checksum" | "id">) {
  if (version) return `Version ${version}`;
  return checksum ? `Commit ${digits(checksum)}` : `Deployment ${id}`;
}

/** The same within a sentence. */
export function nameWithin(deployment: Parameters<typeof nameOf>[0]): string {
  const name = nameOf(deployment);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** An update's, within a sentence or heading. */
export function updateName({ version, checksum }: Pick<Schema<"Update">, "version" | "checksum">) {
  return version ?? (checksum ? `commit ${digits(checksum)}` : "a newer image");
}

/** The first digits of a checksum, or of a digest behind its "sha256:". */
export function digits(checksum: string): string {
  return short(checksum.replace(/^sha256:/, ""));
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

export const SEVERITIES: Record<
  Schema<"AdvisorySeverity">,
  { words: string; color: "red" | "orange" | "yellow" | "blue" | "grey" }
> = {
  critical: { words: "Critical", color: "red" },
  important: { words: "Important", color: "orange" },
  moderate: { words: "Moderate", color: "yellow" },
  low: { words: "Low", color: "blue" },
  none: { words: "No severity given", color: "grey" },
};

export const SIGNATURE_STATES: Record<
  Schema<"SignatureState">,
  { words: string; status: "success" | "warning" | "danger" }
> = {
  valid: { words: "Valid", status: "success" },
  invalid: { words: "Not valid", status: "danger" },
  signature_expired: { words: "Signature expired", status: "warning" },
  key_expired: { words: "Key expired", status: "warning" },
  key_revoked: { words: "Key revoked", status: "danger" },
  key_missing: { words: "Key not known here", status: "danger" },
};

/** A value of the host's own that the console does not know, to be read. */
export function valueWords(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Where one sees what is between two of them; without `to`, between one and the update on offer. */
export function differencePath(host: string, from: string, to?: string): string {
  const query = new URLSearchParams({ from, ...(to === undefined ? {} : { to }) });
  return `/hosts/${host}/deployments/difference?${query}`;
}
