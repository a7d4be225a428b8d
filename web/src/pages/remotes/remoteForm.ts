// A new remote as it is typed: what is wrong with it, the request, and the command line that does the same. Pure;
// the server has the last word.

import type { NewRemote, Remote } from "../../api/remotes";
import { quoted } from "../../util/command";

export interface RemoteDraft {
  readonly name: string;
  readonly url: string;
  readonly verification: Remote["verification"];
  readonly keys: string;
}

export const NEW_REMOTE: RemoteDraft = { name: "", url: "", verification: "gpg", keys: "" };

const KEY_HEAD = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
const KEY_END = "-----END PGP PUBLIC KEY BLOCK-----";

export function nameComplaint(name: string, taken: readonly string[]): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(name)) {
    return "A name begins with a letter or digit, followed by up to 62 letters, digits, “_”, “.” or “-”.";
  }
  return taken.includes(name) ? `There is a remote ${name} already.` : undefined;
}

export function urlComplaint(url: string): string | undefined {
  if (!/^(https?|file):\/\//.test(url)) return "It begins with https://, http:// or file:///.";
  const { scheme, authority } = parts(url);
  if (/[^\x21-\x7e]|["'`\\]/.test(url)) return "It has no spaces, quotes or accents.";
  if (authority.includes("@")) return "It has no name and password in it.";
  if (scheme === "file") return authority === "" ? undefined : "A folder begins with file:///.";
  return authority === "" ? "It names a server, like https://example.org/repo." : undefined;
}

/** Whether the text has whole public keys in it; empty has none, and is for the caller to judge. */
export function keysComplaint(text: string): string | undefined {
  const keys = text.trim();
  if (keys === "") return undefined;
  if (/PRIVATE KEY BLOCK/.test(keys)) return "That is a private key: keep it to yourself.";
  if (!keys.startsWith(KEY_HEAD)) return `A public key begins with “${KEY_HEAD}”.`;
  return keys.endsWith(KEY_END) ? undefined : `A public key ends with “${KEY_END}”.`;
}

/** What is missing before it can be sent. */
export function remoteComplaint(draft: RemoteDraft, taken: readonly string[]): string | undefined {
  if (draft.name.trim() === "") return "It needs a name.";
  if (draft.url.trim() === "") return "It needs an address.";
  return (
    nameComplaint(draft.name.trim(), taken) ??
    urlComplaint(draft.url.trim()) ??
    (draft.verification === "gpg" ? keysComplaint(draft.keys) : undefined)
  );
}

/** Of a draft without complaints. */
export function remoteRequest({ name, url, verification, keys }: RemoteDraft): NewRemote {
  const text = verification === "gpg" ? keys.trim() : "";
  return {
    name: name.trim(),
    url: url.trim(),
    verification,
    ...(text === "" ? {} : { keys: `${text}\n` }),
  };
}

export function addLine({ name, url, verification, keys }: RemoteDraft): string {
  return ostree([
    "add",
    verification === "none" && "--no-gpg-verify",
    verification === "gpg" && keys.trim() !== "" && "--gpg-import=key.asc",
    name.trim(),
    url.trim(),
  ]);
}

export function removeLine(name: string): string {
  return ostree(["delete", name]);
}

export function keysLine(name: string): string {
  return ostree(["gpg-import", "--keyring=key.asc", name]);
}

/** In groups of four, as people compare them. */
export function fingerprintWords(fingerprint: string): string {
  return /^[0-9A-Fa-f]{16,}$/.test(fingerprint)
    ? (fingerprint.toUpperCase().match(/.{1,4}/g) ?? []).join(" ")
    : fingerprint;
}

function ostree(words: readonly (string | false)[]): string {
  const said = words.filter((word) => word !== false).map(quoted);
  return ["ostree remote", ...said].join(" ");
}

function parts(url: string) {
  const [scheme = "", rest = ""] = url.split("://");
  return { scheme, authority: rest.split("/")[0] ?? "" };
}
