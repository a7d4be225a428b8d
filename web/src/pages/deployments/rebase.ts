// Where one can rebase to, as it is filled in: what each backend takes, and the target that comes of it. Pure.

import type { Schema } from "../../api/client";
import { complaintOf, isGoodName, type NameKind } from "./names";

type Target = Schema<"RebaseTarget">;
export type TargetKind = Target["kind"];
export type VerificationBy = Schema<"Verification">["by"];

export interface RebaseDraft {
  readonly kind: TargetKind;
  /** The branch, image or path, each kept while one looks at the others. */
  readonly texts: Readonly<Record<TargetKind, string>>;
  readonly by: VerificationBy;
  readonly remote: string;
}

export const TARGETS: Record<
  TargetKind,
  { title: string; field: string; name: NameKind; placeholder: string; help: string }
> = {
  registry: {
    title: "Image in a registry",
    field: "Image",
    name: "image",
    placeholder: "quay.io/fedora/fedora-bootc:42",
    help: "Registry, name, and tag or digest.",
  },
  ostree: {
    title: "Branch of an ostree remote",
    field: "Branch",
    name: "refspec",
    placeholder: "fedora:fedora/x86_64/coreos/testing",
    help: "The remote, a colon and the branch; without a remote, the present one's.",
  },
  containers_storage: {
    title: "Image that this host's Podman has",
    field: "Image",
    name: "image",
    placeholder: "localhost/my-os:latest",
    help: "As `podman images` lists it for root.",
  },
  oci: {
    title: "OCI folder on the host",
    field: "Path of the folder",
    name: "path",
    placeholder: "/var/images/os",
    help: "A folder in the layout of OCI, with an index.json.",
  },
  oci_archive: {
    title: "OCI archive on the host",
    field: "Path of the archive",
    name: "path",
    placeholder: "/var/images/os.ociarchive",
    help: "A tar file in the layout of OCI.",
  },
};

export const VERIFICATIONS: Record<VerificationBy, { title: string; help: string }> = {
  policy: {
    title: "What the host's policy asks for",
    help: "/etc/containers/policy.json says who must have signed the image. Refused where it accepts anything.",
  },
  remote: {
    title: "A signature by an ostree remote's keys",
    help: "The ostree commit in the image must be signed by a key of this remote.",
  },
  none: {
    title: "Nothing: do not check",
    help: "Whoever can change the image, or what lies between, decides what this host boots. For tests.",
  },
};

/** What a backend can boot; all kinds where it is not known. */
export function kindsOf(backend: string): readonly TargetKind[] {
  switch (backend) {
    case "bootc":
      return ["registry", "containers_storage", "oci", "oci_archive"];
    case "ostree":
      return ["ostree"];
    default:
      return ["registry", "ostree", "containers_storage", "oci", "oci_archive"];
  }
}

export function verificationsOf(backend: string): readonly VerificationBy[] {
  return backend === "bootc" ? ["policy", "none"] : ["policy", "remote", "none"];
}

/** Begins with what the host follows now, to be changed a little. */
export function draftOf(backend: string, origin: Schema<"Origin"> | undefined): RebaseDraft {
  const kinds = kindsOf(backend);
  const wanted = origin?.kind === "ostree" ? "ostree" : "registry";
  return {
    kind: kinds.find((kind) => kind === wanted) ?? kinds[0] ?? "registry",
    texts: {
      registry: "",
      ostree: origin?.kind === "ostree" ? origin.refspec : "",
      containers_storage: "",
      oci: "",
      oci_archive: "",
    },
    by: "policy",
    remote: "",
  };
}

/** What is wrong with the field that is shown. */
export function textComplaint({ kind, texts }: RebaseDraft): string | undefined {
  return complaintOf(TARGETS[kind].name, texts[kind].trim());
}

/** The target, or `undefined` as long as something is missing or wrong. */
export function targetOf({ kind, texts, by, remote }: RebaseDraft): Target | undefined {
  const text = texts[kind].trim();
  if (!isGoodName(TARGETS[kind].name, text)) return undefined;
  if (kind === "ostree") return { kind, refspec: text };
  const verification = verificationOf(by, remote.trim());
  if (verification === undefined) return undefined;
  switch (kind) {
    case "registry":
    case "containers_storage":
      return { kind, image: text, verification };
    case "oci":
    case "oci_archive":
      return { kind, path: text, verification };
  }
}

function verificationOf(by: VerificationBy, remote: string): Schema<"Verification"> | undefined {
  if (by !== "remote") return { by };
  return isGoodName("remote", remote) ? { by, remote } : undefined;
}
