// A spec as the form shows it: of an existing container, or of a line that was pasted.

import {
  type ContainerForm,
  type ContainerSpec,
  EMPTY,
  MEMORY_UNITS,
  type MemoryUnit,
  type MountKind,
  numbered,
} from "./model";
import { joinWords } from "./words";

export function fromSpec(spec: ContainerSpec): ContainerForm {
  const limits = spec.limits ?? {};
  return {
    ...EMPTY,
    image: spec.image,
    name: spec.name ?? "",
    pull: spec.pull ?? EMPTY.pull,
    start: spec.start ?? true,
    command: joinWords(spec.command ?? []),
    entrypoint: joinWords(spec.entrypoint ?? []),
    user: spec.user ?? "",
    workingDir: spec.working_dir ?? "",
    hostname: spec.hostname ?? "",
    terminal: spec.terminal ?? false,
    interactive: spec.interactive ?? false,
    ports: numbered(
      (spec.ports ?? []).map((port) => ({
        container: String(port.container_port),
        host: numberText(port.host_port),
        address: port.host_address ?? "",
        protocol: port.protocol,
      })),
    ),
    mounts: numbered(
      (spec.mounts ?? []).map((mount) => ({
        kind: kindOf(mount.kind),
        source: mount.source ?? "",
        destination: mount.destination,
        readOnly: mount.read_only ?? false,
        relabel: mount.relabel ?? "keep",
      })),
    ),
    environment: numbered(spec.environment ?? []),
    networks: numbered(
      (spec.networks ?? []).map(({ network, aliases, address }) => ({
        network,
        aliases: (aliases ?? []).join(" "),
        address: address ?? "",
      })),
    ),
    pod: spec.pod ?? "",
    ...memory(limits.memory ?? undefined),
    cpus: numberText(limits.cpus),
    processes: numberText(limits.processes),
    restart: spec.restart_policy?.kind ?? "no",
    attempts: numberText(spec.restart_policy?.attempts),
    stopTimeout: numberText(spec.stop_timeout),
    removeWhenEnded: spec.remove_when_ended ?? false,
    ...health(spec.health),
    labels: numbered(Object.entries(spec.labels ?? {}).map(([name, value]) => ({ name, value }))),
    devices: numbered(
      (spec.devices ?? []).map((device) => ({
        host: device.host_path,
        container: device.container_path ?? "",
        permissions: device.permissions ?? "rwm",
      })),
    ),
    capabilitiesAdded: (spec.capabilities_added ?? []).join(" "),
    capabilitiesDropped: (spec.capabilities_dropped ?? []).join(" "),
    privileged: spec.privileged ?? false,
    readOnly: spec.read_only ?? false,
    init: spec.init ?? false,
  };
}

/** A spec never has `other`; the server refuses it. */
function kindOf(kind: MountKind | "other"): MountKind {
  return kind === "other" ? "bind" : kind;
}

/** In the largest unit that needs no fraction. */
function memory(bytes: number | undefined): Pick<ContainerForm, "memory" | "memoryUnit"> {
  if (bytes === undefined) return { memory: "", memoryUnit: EMPTY.memoryUnit };
  const units: readonly MemoryUnit[] = ["GiB", "MiB", "bytes"];
  const memoryUnit = units.find((unit) => bytes % MEMORY_UNITS[unit] === 0) ?? "bytes";
  return { memory: String(bytes / MEMORY_UNITS[memoryUnit]), memoryUnit };
}

function health(spec: ContainerSpec["health"]): Partial<ContainerForm> {
  if (!spec) return { health: "image" };
  if (spec.command === "") return { health: "off" };
  return {
    health: "own",
    healthCommand: spec.command,
    healthInterval: String(spec.interval ?? EMPTY.healthInterval),
    healthTimeout: String(spec.timeout ?? EMPTY.healthTimeout),
    healthStartPeriod: String(spec.start_period ?? EMPTY.healthStartPeriod),
    healthRetries: String(spec.retries ?? EMPTY.healthRetries),
  };
}

function numberText(value: number | null | undefined): string {
  return typeof value === "number" ? String(value) : "";
}
