// Names as the server takes and refuses them: the cases of server/model/deployment_name.rs.

import { describe, expect, it } from "vitest";
import { complaintOf, isGoodName, NAME_KINDS, type NameKind } from "./names";

describe.each(NAME_KINDS)("%s", (kind) => {
  it.each(["-rf", "--help", "a b", "a\n", "é", "a".repeat(2000)])("refuses %j", (text) => {
    expect(complaintOf(kind, text)).toMatch(/^[A-Z].*\.$/);
  });

  it("takes an empty one for missing, not for wrong", () => {
    expect(complaintOf(kind, "")).toBeUndefined();
    expect(isGoodName(kind, "")).toBe(false);
  });
});

it.each<[NameKind, string]>([
  ["refspec", "fedora:fedora/x86_64/coreos/stable"],
  ["refspec", "labos/x86_64/stable"],
  ["image", "quay.io/fedora/fedora-bootc:42"],
  ["image", "registry.example.org:5000/os@sha256:0123abcd"],
  ["revision", "42.20261108.3.0"],
  ["revision", "a".repeat(64)],
  ["package", "gcc-c++-14.2.1-3.fc42.x86_64"],
  ["package", "NetworkManager-1:1.52.1-1.fc42.x86_64"],
  ["kernel_argument", "console=ttyS0,115200n8"],
  ["kernel_argument", "rd.luks.name=0f=root"],
  ["remote", "fedora"],
  ["path", "/var/images/os.ociarchive"],
])("the %s %s is good", (kind, text) => {
  expect(complaintOf(kind, text)).toBeUndefined();
  expect(isGoodName(kind, text)).toBe(true);
});

it.each<[NameKind, string]>([
  ["refspec", "a:b:c"],
  ["refspec", "../../etc"],
  ["refspec", "fedora:"],
  ["refspec", "fedora/x86_64/"],
  ["image", "https://quay.io/fedora/fedora-bootc"],
  ["image", "quay.io/fedora/fedora-bootc:"],
  ["image", "a@b@c"],
  ["kernel_argument", "=1"],
  ["kernel_argument", 'a="b"'],
  ["path", "var/images"],
  ["path", "/var/../etc"],
  ["path", "/var/a:b"],
  ["path", "/"],
])("the %s %s is refused", (kind, text) => {
  expect(complaintOf(kind, text)).toBeDefined();
});
