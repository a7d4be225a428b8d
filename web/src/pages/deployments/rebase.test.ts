// What is filled in becomes a target, or nothing.

import { expect, it } from "vitest";
import { draftOf, kindsOf, targetOf, textComplaint, verificationsOf } from "./rebase";

const DRAFT = draftOf("rpm-ostree", { kind: "ostree", refspec: "fedora:fedora/x86_64/iot" });

function withText(kind: "registry" | "oci" | "oci_archive" | "containers_storage", text: string) {
  return { ...DRAFT, kind, texts: { ...DRAFT.texts, [kind]: text } };
}

it("begins with the branch that the host follows", () => {
  expect(targetOf(DRAFT)).toEqual({ kind: "ostree", refspec: "fedora:fedora/x86_64/iot" });
});

it("asks for signatures unless somebody says otherwise", () => {
  expect(targetOf(withText("registry", " quay.io/os:42 "))).toEqual({
    kind: "registry",
    image: "quay.io/os:42",
    verification: { by: "policy" },
  });
  expect(targetOf({ ...withText("oci", "/var/os"), by: "none" })).toEqual({
    kind: "oci",
    path: "/var/os",
    verification: { by: "none" },
  });
});

it("wants the remote where its keys are to be asked", () => {
  const draft = { ...withText("containers_storage", "localhost/os:1"), by: "remote" as const };
  expect(targetOf(draft)).toBeUndefined();
  expect(targetOf({ ...draft, remote: "-x" })).toBeUndefined();
  expect(targetOf({ ...draft, remote: "fedora" })).toEqual({
    kind: "containers_storage",
    image: "localhost/os:1",
    verification: { by: "remote", remote: "fedora" },
  });
});

it("says what is wrong with what is filled in", () => {
  expect(targetOf(withText("registry", ""))).toBeUndefined();
  expect(textComplaint(withText("registry", ""))).toBeUndefined();
  expect(textComplaint(withText("registry", "https://quay.io/os"))).toContain("without a scheme");
  expect(textComplaint(withText("oci_archive", "images/os.tar"))).toContain("begins at the root");
});

it("offers what the backend can boot", () => {
  expect(kindsOf("bootc")).not.toContain("ostree");
  expect(kindsOf("ostree")).toEqual(["ostree"]);
  expect(verificationsOf("bootc")).not.toContain("remote");
  expect(draftOf("bootc", { kind: "unknown" }).kind).toBe("registry");
});
