// The same change in the words of each backend's own tools.

import { expect, it } from "vitest";
import type { Change } from "../../api/deployments";
import { changeLine } from "./commands";
import { deploymentOf } from "./testing";

const NONE = { install: [], uninstall: [], remove: [], replace: [], restore: [] };
const AS_IS = { append: [], delete: [], replace: [] };

const DEPLOYMENTS = [
  deploymentOf({ id: "os-a.0", next_boot: true, staged: true }),
  deploymentOf({ id: "os-b.0", booted: true }),
  deploymentOf({ id: "os-c.0", rollback: true }),
];

function line(backend: string, change: Change, afterwards?: "restarts") {
  return changeLine(change, { backend, deployments: DEPLOYMENTS }, afterwards ?? "goes on");
}

const registry = (verification?: { by: "policy" | "none" } | { by: "remote"; remote: string }) =>
  ({
    verb: "rebase",
    to: { kind: "registry", image: "quay.io/os:42", ...(verification ? { verification } : {}) },
  }) as const;

it.each<[Change, string]>([
  [{ verb: "check" }, "rpm-ostree upgrade --check"],
  [{ verb: "upgrade" }, "rpm-ostree upgrade"],
  [{ verb: "rollback" }, "rpm-ostree rollback"],
  [{ verb: "deploy", revision: "42.1~rc" }, "rpm-ostree deploy '42.1~rc'"],
  [
    { verb: "rebase", to: { kind: "ostree", refspec: "fedora:fedora/x86_64/iot" } },
    "rpm-ostree rebase fedora:fedora/x86_64/iot",
  ],
  [registry(), "rpm-ostree rebase ostree-image-signed:docker://quay.io/os:42"],
  [registry({ by: "none" }), "rpm-ostree rebase ostree-unverified-image:docker://quay.io/os:42"],
  [
    registry({ by: "remote", remote: "fedora" }),
    "rpm-ostree rebase ostree-remote-image:fedora:docker://quay.io/os:42",
  ],
  [
    { verb: "rebase", to: { kind: "oci", path: "/var/os", verification: { by: "none" } } },
    "rpm-ostree rebase ostree-unverified-image:oci:/var/os",
  ],
  [{ verb: "pin", deployment: "os-c.0" }, "ostree admin pin 2"],
  [{ verb: "unpin", deployment: "os-c.0" }, "ostree admin pin --unpin 2"],
  [{ verb: "remove", deployment: "os-a.0" }, "ostree admin undeploy 0"],
  [
    { verb: "clean_up", what: ["pending", "rollback", "base", "metadata"] },
    "rpm-ostree cleanup --pending --rollback --base --repomd",
  ],
  [
    { verb: "packages", ...NONE, install: ["htop", "tmux"], uninstall: ["nano"] },
    "rpm-ostree install --uninstall nano htop tmux",
  ],
  [{ verb: "packages", ...NONE, uninstall: ["nano"] }, "rpm-ostree uninstall nano"],
  [
    { verb: "packages", ...NONE, restore: ["vim"], remove: ["zincati"] },
    "rpm-ostree override reset vim && rpm-ostree override remove zincati",
  ],
  [
    {
      verb: "kernel_arguments",
      ...AS_IS,
      delete: ["quiet"],
      replace: [
        { from: "console=tty0", to: "console=ttyS0" },
        { from: "nosmt", to: "nosmt=force" },
      ],
      append: ["debug"],
    },
    "rpm-ostree kargs --delete=quiet --replace=console=tty0=ttyS0 --delete=nosmt --append=nosmt=force --append=debug",
  ],
  [{ verb: "apply_live" }, "rpm-ostree apply-live"],
])("rpm-ostree: %j", (change, expected) => {
  expect(line("rpm-ostree", change)).toBe(expected);
});

it.each<[Change, string | undefined]>([
  [{ verb: "check" }, "bootc upgrade --check"],
  [{ verb: "download" }, "bootc upgrade --download-only"],
  [{ verb: "finalize" }, "bootc upgrade --from-downloaded"],
  [registry(), "bootc switch --enforce-container-sigpolicy quay.io/os:42"],
  [
    {
      verb: "rebase",
      to: { kind: "oci_archive", path: "/var/os.tar", verification: { by: "none" } },
    },
    "bootc switch --transport oci-archive /var/os.tar",
  ],
  [{ verb: "packages", ...NONE, install: ["htop"] }, undefined],
  [{ verb: "kernel_arguments", ...AS_IS, append: ["debug"] }, undefined],
])("bootc: %j", (change, expected) => {
  expect(line("bootc", change)).toBe(expected);
});

it.each<[Change, string | undefined]>([
  [{ verb: "upgrade" }, "ostree admin upgrade"],
  [{ verb: "rollback" }, "ostree admin set-default 1"],
  [{ verb: "deploy", revision: "42.1" }, "ostree admin deploy 42.1"],
  [registry(), undefined],
  [{ verb: "remove", deployment: "nowhere.0" }, undefined],
])("ostree: %j", (change, expected) => {
  expect(line("ostree", change)).toBe(expected);
});

it("restarts the host only where that was asked for", () => {
  expect(line("rpm-ostree", { verb: "upgrade" })).not.toContain("reboot");
  expect(line("rpm-ostree", { verb: "upgrade" }, "restarts")).toBe(
    "rpm-ostree upgrade && systemctl reboot",
  );
});

it("has no line where it would do something else, or the tool is not known", () => {
  expect(
    line("rpm-ostree", { verb: "packages", ...NONE, replace: ["kernel-6.1"] }),
  ).toBeUndefined();
  expect(line("something", { verb: "upgrade" })).toBeUndefined();
});
