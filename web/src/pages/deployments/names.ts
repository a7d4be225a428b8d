// The names that changes of deployments are made of, and what is wrong with one, in a sentence: the server's rules
// (server/model/deployment_name.rs and id.rs) once more, so that a mistake is said beside its field. The server decides.

export const NAME_KINDS = [
  "refspec",
  "image",
  "revision",
  "package",
  "kernel_argument",
  "remote",
  "path",
] as const;
export type NameKind = (typeof NAME_KINDS)[number];

interface Rule {
  readonly most: number;
  readonly least: number;
  readonly isGood: (text: string) => boolean;
  /** What it must be like. */
  readonly says: string;
}

const RULES: Record<NameKind, Rule> = {
  refspec: {
    least: 1,
    most: 512,
    isGood: isRefspec,
    says: "A branch is like fedora:fedora/x86_64/coreos/stable: an optional remote and a colon, then letters, digits, “_”, “.”, “+”, “-” and “/”.",
  },
  image: {
    least: 1,
    most: 512,
    isGood: (text) =>
      /^[A-Za-z0-9][A-Za-z0-9._\-/:@]*$/.test(text) &&
      !/\.\.|\/\/|@.*@/.test(text) &&
      !/[/:@]$/.test(text),
    says: "An image is like quay.io/fedora/fedora-bootc:42: registry, name, and tag or digest, without a scheme like https://.",
  },
  revision: {
    least: 1,
    most: 128,
    isGood: (text) => /^[A-Za-z0-9][A-Za-z0-9_.+\-~^]*$/.test(text),
    says: "A version is like 42.20261108.3.0; a checksum has 64 hexadecimal digits.",
  },
  package: {
    least: 1,
    most: 255,
    isGood: (text) => /^[A-Za-z0-9][A-Za-z0-9_.+:~^-]*$/.test(text),
    says: "A package's name begins with a letter or digit, followed by letters, digits, “_”, “.”, “+”, “:”, “~”, “^” and “-”.",
  },
  kernel_argument: {
    least: 1,
    most: 1024,
    isGood: (text) => /^[!-~]+$/.test(text) && !/["']/.test(text) && !/^[-=]/.test(text),
    says: "A kernel argument is one word without spaces and quotes, like console=ttyS0, and does not begin with “-” or “=”.",
  },
  remote: {
    least: 1,
    most: 63,
    isGood: (text) => /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(text),
    says: "A remote's name has letters, digits, “_”, “.” and “-”, and begins with a letter or digit.",
  },
  path: {
    least: 2,
    most: 1024,
    isGood: (text) => /^\/[!-~]*$/.test(text) && !/["'`\\:,]|\.\.|\/\//.test(text),
    says: "A path begins at the root, like /var/images/os.ociarchive, and has no spaces, quotes, “:”, “,”, “//” or “..”.",
  },
};

/** What is wrong with a name, or nothing. An empty one is missing rather than wrong. */
export function complaintOf(kind: NameKind, text: string): string | undefined {
  const { least, most, isGood, says } = RULES[kind];
  if (text === "") return undefined;
  if (text.length > most) return `It is longer than ${most} characters.`;
  return text.length >= least && isGood(text) ? undefined : says;
}

/** Whether it is there and can be sent. */
export function isGoodName(kind: NameKind, text: string): boolean {
  return text !== "" && complaintOf(kind, text) === undefined;
}

function isRefspec(text: string): boolean {
  const [remote, branch, ...more] = text.split(":");
  if (more.length > 0 || remote === undefined) return false;
  if (branch === undefined) return isBranch(remote);
  return /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(remote) && isBranch(branch);
}

function isBranch(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_.+\-/]*$/.test(text) && !/\.\.|\/\/|\/$/.test(text);
}
