// What needs a person, most urgent first, from what the host says. Pure; the overview shows it on top.

import type { Schema } from "../../api/client";
import { counted, listed } from "../../util/format";
import { hasCrashed, needsAttention } from "../containers/state";
import { nameOf, SEVERITIES, updateName } from "../deployments/words";
import { restartPath } from "../restart/paths";

export interface AttentionItem {
  readonly id: string;
  readonly variant: "danger" | "warning" | "info";
  readonly title: string;
  readonly detail: string;
  /** Where to do something about it; `#…` on the same page. */
  readonly link: { readonly to: string; readonly words: string };
}

export interface HostState {
  readonly host: Schema<"HostDetail">;
  /** Absent where there is no engine, or it does not answer. */
  readonly containers?: readonly Schema<"Container">[];
  readonly deployments?: Schema<"Deployments">;
}

export function attentionOf({ host, containers, deployments }: HostState): AttentionItem[] {
  return [
    failedUnits(host),
    ailing(host.id, containers ?? []),
    reboot(host.id, deployments),
    update(host.id, deployments),
  ].filter((item) => item !== undefined);
}

function failedUnits({ failed_units: units }: Schema<"HostDetail">): AttentionItem | undefined {
  if (!units || units.length === 0) return undefined;
  return {
    id: "units",
    variant: "danger",
    title: `${counted(units.length, "service")} failed`,
    detail: some(units.map(({ name }) => name)),
    link: { to: "#failed-units", words: "See what failed" },
  };
}

function ailing(
  host: string,
  containers: readonly Schema<"Container">[],
): AttentionItem | undefined {
  const ill = containers.filter(needsAttention);
  if (ill.length === 0) return undefined;
  const isDown = ill.some((one) => one.crash_loop || hasCrashed(one) || one.state !== "running");
  return {
    id: "containers",
    variant: isDown ? "danger" : "warning",
    title: `${counted(ill.length, "container")} ${ill.length === 1 ? "needs" : "need"} attention`,
    detail: some(ill.map((one) => `${one.name} (${ailment(one)})`)),
    link: { to: `/hosts/${host}/containers?state=attention`, words: "Look at them" },
  };
}

function ailment(container: Schema<"Container">): string {
  if (container.crash_loop) return "keeps crashing";
  if (hasCrashed(container)) return `crashed with code ${container.exit_code}`;
  if (container.state === "restarting") return "keeps restarting";
  return container.state === "dead" ? "dead" : "unhealthy";
}

function reboot(
  host: string,
  deployments: Schema<"Deployments"> | undefined,
): AttentionItem | undefined {
  if (deployments === undefined || !deployments.reboot_to_apply) return undefined;
  const next = deployments.deployments.find((deployment) => deployment.next_boot);
  return {
    id: "reboot",
    variant: "warning",
    title: "Restart to apply the update",
    detail: next === undefined ? "It is staged." : `${nameOf(next)} is ready to boot.`,
    link: { to: restartPath(host), words: "See what a restart interrupts" },
  };
}

function update(
  host: string,
  deployments: Schema<"Deployments"> | undefined,
): AttentionItem | undefined {
  const offer = deployments?.update;
  if (!offer || offer.staged || deployments.reboot_to_apply) return undefined;
  const gravest =
    offer.severity && offer.severity !== "none"
      ? `, the gravest ${SEVERITIES[offer.severity].words.toLowerCase()}`
      : "";
  const advisories =
    offer.advisories > 0
      ? `, with ${counted(offer.advisories, "security advisory", "security advisories")}${gravest}`
      : "";
  return {
    id: "update",
    variant: "info",
    title: "An update is available",
    detail: `${sentenceStart(updateName(offer))}${advisories}.`,
    link: { to: `/hosts/${host}/deployments`, words: "Go to deployments" },
  };
}

function sentenceStart(name: string): string {
  return name.startsWith("commit") ? `C${name.slice(1)}` : `Version ${name}`;
}

/** The first few by name, the rest as a number. */
function some(names: readonly string[]): string {
  const first = names.slice(0, 3);
  const rest = names.length - first.length;
  return `${listed(rest === 0 ? first : [...first, `${rest} more`])}.`;
}
