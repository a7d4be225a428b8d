// A new remote as it is typed.

import { describe, expect, it } from "vitest";
import {
  addLine,
  fingerprintWords,
  keysComplaint,
  NEW_REMOTE,
  type RemoteDraft,
  remoteComplaint,
  remoteRequest,
} from "./remoteForm";

const KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc=\n-----END PGP PUBLIC KEY BLOCK-----";
const GOOD: RemoteDraft = { ...NEW_REMOTE, name: "edge", url: "https://example.org/repo" };

describe("a remote", () => {
  it.each<[Partial<RemoteDraft>, RegExp | undefined]>([
    [{}, undefined],
    [{ name: "" }, /needs a name/],
    [{ name: "-x" }, /begins with a letter/],
    [{ name: "a b" }, /begins with a letter/],
    [{ name: "fedora" }, /already/],
    [{ url: "" }, /needs an address/],
    [{ url: "file:///var/repo" }, undefined],
    [{ url: "http://127.0.0.1:8080" }, undefined],
    [{ url: "ftp://example.org" }, /begins with https/],
    [{ url: "https:///repo" }, /names a server/],
    [{ url: "file://host/repo" }, /file:\/\/\//],
    [{ url: "https://ada:secret@example.org" }, /password/],
    [{ url: "https://a b" }, /spaces/],
    [{ keys: KEY }, undefined],
    [{ keys: "ssh-rsa AAAA" }, /begins with/],
    // What is not asked for is not complained of.
    [{ keys: "ssh-rsa AAAA", verification: "none" }, undefined],
  ])("with %j lacks %s", (part, complaint) => {
    const said = remoteComplaint({ ...GOOD, ...part }, ["fedora"]);
    if (complaint === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(complaint);
  });

  it("becomes a request, with keys only where they are looked at", () => {
    const none = { ...GOOD, verification: "none", keys: KEY } as const;
    expect(remoteRequest({ ...GOOD, name: " edge ", keys: `${KEY}\n\n` })).toEqual({
      name: "edge",
      url: "https://example.org/repo",
      verification: "gpg",
      keys: `${KEY}\n`,
    });
    expect(remoteRequest(none)).not.toHaveProperty("keys");
    expect(addLine({ ...GOOD, keys: KEY })).toBe(
      "ostree remote add --gpg-import=key.asc edge https://example.org/repo",
    );
    expect(addLine(none)).toBe("ostree remote add --no-gpg-verify edge https://example.org/repo");
  });
});

it("warns of a private key and of one that was cut off", () => {
  expect(keysComplaint(KEY.replaceAll("PUBLIC", "PRIVATE"))).toMatch(/private key/);
  expect(keysComplaint(KEY.slice(0, 60))).toMatch(/ends with/);
});

it("groups a fingerprint, and leaves alone what is none", () => {
  expect(fingerprintWords("acb5ee4e831c74bb")).toBe("ACB5 EE4E 831C 74BB");
  expect(fingerprintWords("unknown")).toBe("unknown");
});
