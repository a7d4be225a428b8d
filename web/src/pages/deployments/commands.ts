// The command lines that make the same change on the host, by its backend's own tools: to copy and to learn from.
// `undefined` where the tool has no line for it, or the line would do something else.

import type { Change, ChangeOf, Deployments } from "../../api/deployments";
import { option, quoted } from "../../util/command";
import { keyOf } from "./kernelArguments";
import { rollbackTarget } from "./verbs";

/** What then happens to the host. */
export type Afterwards = "goes on" | "restarts";

type Words = readonly string[];

/** Where the line can tell a place in the boot order or the booted one's rollback. */
type Known = Pick<Deployments, "backend" | "deployments">;

export function changeLine(change: Change, known: Known, afterwards: Afterwards) {
  const lines = linesOf(change, known);
  if (lines === undefined || lines.length === 0) return undefined;
  const whole =
    afterwards === "restarts" ? [...lines, ["systemctl", "reboot"] satisfies Words] : lines;
  return whole.map((words) => words.map(quoted).join(" ")).join(" && ");
}

function linesOf(change: Change, known: Known): readonly Words[] | undefined {
  switch (known.backend) {
    case "rpm-ostree":
      return rpmOstree(change, known);
    case "bootc":
      return one(bootc(change, known));
    case "ostree":
      return one(ostree(change, known));
    default:
      return undefined;
  }
}

function one(words: Words | undefined): readonly Words[] | undefined {
  return words === undefined ? undefined : [words];
}

function rpmOstree(change: Change, known: Known): readonly Words[] | undefined {
  const line = (...words: string[]) => [["rpm-ostree", ...words]];
  switch (change.verb) {
    case "check":
      return line("upgrade", "--check");
    case "download":
      return line("upgrade", "--lock-finalization");
    case "upgrade":
      return line("upgrade");
    case "finalize":
      return [["ostree", "admin", "lock-finalization", "--unlock"]];
    case "rollback":
      return line("rollback");
    case "deploy":
      return line("deploy", change.revision);
    case "rebase":
      return line("rebase", rpmOstreeTarget(change));
    case "pin":
    case "unpin":
    case "remove":
      return one(ostree(change, known));
    case "clean_up":
      return line("cleanup", ...change.what.map((part) => CLEAN_UP_OPTIONS[part]));
    case "reset":
      return line("reset");
    case "packages":
      return packageLines(change);
    case "kernel_arguments":
      return line("kargs", ...kernelOptions(change));
    case "apply_live":
      return line("apply-live");
  }
}

const CLEAN_UP_OPTIONS = {
  pending: "--pending",
  rollback: "--rollback",
  base: "--base",
  metadata: "--repomd",
} as const;

/** As `rpm-ostree rebase` takes it, with what must sign it in front. */
function rpmOstreeTarget({ to }: ChangeOf<"rebase">): string {
  if (to.kind === "ostree") return to.refspec;
  const image = `${TRANSPORTS[to.kind]}${"image" in to ? to.image : to.path}`;
  const by = to.verification ?? { by: "policy" };
  switch (by.by) {
    case "policy":
      return `ostree-image-signed:${image}`;
    case "remote":
      return `ostree-remote-image:${by.remote}:${image}`;
    case "none":
      return `ostree-unverified-image:${image}`;
  }
}

const TRANSPORTS = {
  registry: "docker://",
  containers_storage: "containers-storage:",
  oci: "oci:",
  oci_archive: "oci-archive:",
} as const;

/** One line where one does it all; each further line changes what the one before it made. */
function packageLines(change: ChangeOf<"packages">): readonly Words[] | undefined {
  const { install, uninstall, remove, replace, restore } = change;
  // rpm-ostree wants the repository's name for that, which nobody said.
  if (replace.length > 0) return undefined;
  const lines: Words[] = [];
  if (restore.length > 0) lines.push(["rpm-ostree", "override", "reset", ...restore]);
  if (remove.length > 0) lines.push(["rpm-ostree", "override", "remove", ...remove]);
  if (install.length > 0) {
    const without = uninstall.flatMap((name) => option("--uninstall", name));
    lines.push(["rpm-ostree", "install", ...without, ...install]);
  } else if (uninstall.length > 0) {
    lines.push(["rpm-ostree", "uninstall", ...uninstall]);
  }
  return lines;
}

function kernelOptions(change: ChangeOf<"kernel_arguments">): string[] {
  const { append, delete: gone, replace } = change;
  const swapped = replace.flatMap(({ from, to }) => {
    const value = to.slice(keyOf(to).length + 1);
    // Only an argument that has a value can be told apart from others of its key.
    return from.includes("=") && to.includes("=")
      ? [`--replace=${from}=${value}`]
      : [`--delete=${from}`, `--append=${to}`];
  });
  return [
    ...gone.map((text) => `--delete=${text}`),
    ...swapped,
    ...append.map((text) => `--append=${text}`),
  ];
}

function bootc(change: Change, known: Known): Words | undefined {
  switch (change.verb) {
    case "check":
      return ["bootc", "upgrade", "--check"];
    case "download":
      return ["bootc", "upgrade", "--download-only"];
    case "upgrade":
      return ["bootc", "upgrade"];
    case "finalize":
      return ["bootc", "upgrade", "--from-downloaded"];
    case "rollback":
      return ["bootc", "rollback"];
    case "rebase":
      return bootcSwitch(change);
    case "pin":
    case "unpin":
    case "remove":
      return ostree(change, known);
    case "deploy":
    case "clean_up":
    case "reset":
    case "packages":
    case "kernel_arguments":
    case "apply_live":
      return undefined;
  }
}

const BOOTC_TRANSPORTS = {
  registry: "registry",
  containers_storage: "containers-storage",
  oci: "oci",
  oci_archive: "oci-archive",
} as const;

function bootcSwitch({ to }: ChangeOf<"rebase">): Words | undefined {
  if (to.kind === "ostree" || to.verification?.by === "remote") return undefined;
  const transport = to.kind === "registry" ? [] : ["--transport", BOOTC_TRANSPORTS[to.kind]];
  const policy = to.verification?.by === "none" ? [] : ["--enforce-container-sigpolicy"];
  return ["bootc", "switch", ...transport, ...policy, "image" in to ? to.image : to.path];
}

function ostree(change: Change, { deployments }: Known): Words | undefined {
  const admin = (...words: string[]) => ["ostree", "admin", ...words];
  /** ostree counts deployments in boot order. */
  const place = (id: string) => {
    const found = deployments.findIndex((deployment) => deployment.id === id);
    return found < 0 ? undefined : String(found);
  };
  const at = (id: string, ...words: string[]) => {
    const index = place(id);
    return index === undefined ? undefined : admin(...words, index);
  };
  switch (change.verb) {
    case "download":
      return admin("upgrade", "--pull-only");
    case "upgrade":
      return admin("upgrade");
    case "finalize":
      return admin("upgrade", "--deploy-only");
    case "rollback":
      return at(rollbackTarget(deployments)?.id ?? "", "set-default");
    case "deploy":
      return admin("deploy", change.revision);
    case "rebase":
      return change.to.kind === "ostree" ? admin("switch", change.to.refspec) : undefined;
    case "pin":
      return at(change.deployment, "pin");
    case "unpin":
      return at(change.deployment, "pin", "--unpin");
    case "remove":
      return at(change.deployment, "undeploy");
    case "clean_up":
      return change.what.every((part) => part === "base") ? admin("cleanup") : undefined;
    case "check":
    case "reset":
    case "packages":
    case "kernel_arguments":
    case "apply_live":
      return undefined;
  }
}
