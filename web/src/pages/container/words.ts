// What holds a container back, and what it may use, in words. Pure.

import type { Schema } from "../../api/client";
import { bytes, counted, listed } from "../../util/format";

export function limitWords({ memory, cpus, processes }: Schema<"Limits">) {
  return {
    memory: memory ? `At most ${bytes(memory)}` : "As much as the host has",
    cpus: cpus ? `At most ${counted(cpus, "core")}` : "All that the host has",
    processes: processes ? `At most ${counted(processes, "process", "processes")}` : "No limit",
  };
}

export function policyWords({ kind = "no", attempts }: Schema<"RestartPolicy">): string {
  switch (kind) {
    case "no":
      return "Stays stopped when it ends";
    case "on_failure":
      return attempts
        ? `Started again when it fails, at most ${counted(attempts, "time")}`
        : "Started again when it fails";
    case "always":
      return "Always started again, also after a reboot";
    case "unless_stopped":
      return "Started again, unless somebody stopped it";
  }
}

/** What an SELinux label of a process says about its confinement: user, role, type, level. */
export function selinuxWords(label: string): string {
  const [, , type = "", ...level] = label.split(":");
  switch (type) {
    case "container_t":
      return `Confined: it reaches only files that are labelled for ${whose(level)}`;
    case "container_init_t":
      return `Confined, and may run systemd: it reaches only files that are labelled for ${whose(level)}`;
    case "container_kvm_t":
      return "Confined, and may run virtual machines";
    case "spc_t":
      return "Not confined: SELinux lets it do what root may do";
    default:
      return type.startsWith("unconfined")
        ? "Not confined: SELinux lets it do what root may do"
        : `Confined by the rules of ${type}`;
  }
}

/** Two categories set a container apart from others. */
function whose(level: readonly string[]): string {
  return level.join(":").includes("c") ? "it, and not those of other containers" : "containers";
}

export function capabilityWords({
  privileged,
  capabilities_added: added,
  capabilities_dropped: dropped,
}: Schema<"ContainerSecurity">): string {
  if (privileged) return "All";
  if (added.length === 0 && dropped.length === 0) return "The engine's usual ones";
  const gone = dropped.includes("ALL") ? "none" : "the engine's usual ones";
  const without =
    dropped.length > 0 && !dropped.includes("ALL") ? ` without ${listed(dropped)}` : "";
  const and = added.length > 0 ? `, and ${listed(added)}` : "";
  const words = dropped.includes("ALL") && added.length > 0 ? `only ${listed(added)}` : "";
  return capital(words === "" ? `${gone}${without}${and}` : words);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
