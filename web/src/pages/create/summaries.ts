// What is set in each section, in a few words, for when it is folded.

import { counted, listed } from "../../util/format";
import type { ContainerForm, RestartKind, Section } from "./model";
import { names } from "./toSpec";

export const RESTART_WORDS: Record<RestartKind, string> = {
  no: "Never",
  on_failure: "When it fails",
  always: "Always, also after a reboot",
  unless_stopped: "Always, unless somebody stopped it",
};

export const TITLES: Record<Section, string> = {
  image: "Image and name",
  command: "Command",
  ports: "Ports",
  storage: "Storage",
  environment: "Environment",
  network: "Network",
  limits: "Limits and restart",
  health: "Health check",
  labels: "Labels",
  rights: "Devices and rights",
};

const SUMMARIES: Record<Section, (form: ContainerForm) => readonly string[]> = {
  image: ({ image, name }) => [image, name],
  command: ({ command, entrypoint, user, workingDir, hostname, terminal }) => [
    entrypoint === "" ? "" : "an entry point of its own",
    command === "" ? "" : "a command of its own",
    user === "" ? "" : `as user ${user}`,
    workingDir === "" ? "" : `in ${workingDir}`,
    hostname,
    terminal ? "with a terminal" : "",
  ],
  ports: ({ ports }) => [some(ports.length, "port")],
  storage: ({ mounts }) => [some(mounts.length, "mount")],
  environment: ({ environment }) => [some(environment.length, "variable")],
  network: ({ networks, pod }) => [
    listed(networks.map(({ network }) => network).filter((network) => network !== "")),
    pod === "" ? "" : `in pod ${pod}`,
  ],
  limits: ({ memory, memoryUnit, cpus, processes, restart }) => [
    memory === "" ? "" : `${memory} ${memoryUnit}`,
    cpus === "" ? "" : `${cpus} ${cpus === "1" ? "core" : "cores"}`,
    processes === "" ? "" : `${processes} processes`,
    restart === "no" ? "" : `restarts: ${RESTART_WORDS[restart].toLowerCase()}`,
  ],
  health: ({ health, healthCommand }) => [
    { image: "", off: "switched off", own: healthCommand || "of its own" }[health],
  ],
  labels: ({ labels }) => [some(labels.length, "label")],
  rights: (form) => [
    form.privileged ? "privileged" : "",
    some(form.devices.length, "device"),
    some(names(form.capabilitiesAdded).length, "capability more", "capabilities more"),
    some(names(form.capabilitiesDropped).length, "capability less", "capabilities less"),
    form.readOnly ? "read-only" : "",
    form.init ? "with an init" : "",
  ],
};

const NOTHING: Record<Section, string> = {
  image: "None chosen",
  command: "As the image has it",
  ports: "None published",
  storage: "None",
  environment: "As the image has it",
  network: "The default network",
  limits: "No limits, not restarted",
  health: "As the image has it",
  labels: "None",
  rights: "As usual",
};

/** "512 MiB, 1.5 cores"; or what holds where nothing is set. */
export function summary(section: Section, form: ContainerForm): string {
  const said = SUMMARIES[section](form).filter((part) => part !== "");
  return said.length === 0 ? NOTHING[section] : said.join(", ");
}

/** Whether anything is set in it. */
export function isUsed(section: Section, form: ContainerForm): boolean {
  return SUMMARIES[section](form).some((part) => part !== "");
}

function some(count: number, one: string, many?: string): string {
  return count === 0 ? "" : counted(count, one, many);
}
