// What the form for containers holds: everything as it was typed, so that nothing is lost on the way.
// fromSpec.ts fills it, toSpec.ts reads it.

import type { Schema } from "../../api/client";

export type ContainerSpec = Schema<"ContainerSpec">;
export type MountKind = Exclude<Schema<"MountKind">, "other">;
export type Relabel = Schema<"Relabel">;
export type Protocol = Schema<"Protocol">;
export type PullPolicy = Schema<"PullPolicy">;
export type RestartKind = Schema<"RestartPolicyKind">;

/** A line of a list; `id` tells it from the others of its list. */
export interface Row {
  readonly id: number;
}

export interface PortRow extends Row {
  readonly container: string;
  readonly host: string;
  readonly address: string;
  readonly protocol: Protocol;
}

export interface MountRow extends Row {
  readonly kind: MountKind;
  readonly source: string;
  readonly destination: string;
  readonly readOnly: boolean;
  readonly relabel: Relabel;
}

/** A variable or a label. */
export interface PairRow extends Row {
  readonly name: string;
  readonly value: string;
}

export interface NetworkRow extends Row {
  readonly network: string;
  /** Words. */
  readonly aliases: string;
  readonly address: string;
}

export interface DeviceRow extends Row {
  readonly host: string;
  readonly container: string;
  readonly permissions: string;
}

export const MEMORY_UNITS = { MiB: 1024 ** 2, GiB: 1024 ** 3, bytes: 1 } as const;
export type MemoryUnit = keyof typeof MEMORY_UNITS;

/** Whose health check is run: the image's, if it has one; none; or that of the form. */
export type HealthKind = "image" | "off" | "own";

export interface ContainerForm {
  readonly image: string;
  readonly name: string;
  readonly pull: PullPolicy;
  readonly start: boolean;
  /** Words, quoted as in a shell. */
  readonly command: string;
  readonly entrypoint: string;
  readonly user: string;
  readonly workingDir: string;
  readonly hostname: string;
  readonly terminal: boolean;
  readonly interactive: boolean;
  readonly ports: readonly PortRow[];
  readonly mounts: readonly MountRow[];
  readonly environment: readonly PairRow[];
  readonly networks: readonly NetworkRow[];
  readonly pod: string;
  readonly memory: string;
  readonly memoryUnit: MemoryUnit;
  readonly cpus: string;
  readonly processes: string;
  readonly restart: RestartKind;
  readonly attempts: string;
  readonly stopTimeout: string;
  readonly removeWhenEnded: boolean;
  readonly health: HealthKind;
  readonly healthCommand: string;
  readonly healthInterval: string;
  readonly healthTimeout: string;
  readonly healthStartPeriod: string;
  readonly healthRetries: string;
  readonly labels: readonly PairRow[];
  readonly devices: readonly DeviceRow[];
  /** Words. */
  readonly capabilitiesAdded: string;
  readonly capabilitiesDropped: string;
  readonly privileged: boolean;
  readonly readOnly: boolean;
  readonly init: boolean;
}

export const EMPTY: ContainerForm = {
  image: "",
  name: "",
  pull: "missing",
  start: true,
  command: "",
  entrypoint: "",
  user: "",
  workingDir: "",
  hostname: "",
  terminal: false,
  interactive: false,
  ports: [],
  mounts: [],
  environment: [],
  networks: [],
  pod: "",
  memory: "",
  memoryUnit: "MiB",
  cpus: "",
  processes: "",
  restart: "no",
  attempts: "",
  stopTimeout: "",
  removeWhenEnded: false,
  health: "image",
  healthCommand: "",
  healthInterval: "30",
  healthTimeout: "30",
  healthStartPeriod: "0",
  healthRetries: "3",
  labels: [],
  devices: [],
  capabilitiesAdded: "",
  capabilitiesDropped: "",
  privileged: false,
  readOnly: false,
  init: false,
};

/** The sections of the form, in their order. */
export const SECTIONS = [
  "image",
  "command",
  "ports",
  "storage",
  "environment",
  "network",
  "limits",
  "health",
  "labels",
  "rights",
] as const;
export type Section = (typeof SECTIONS)[number];

/** The id of a further row of a list. */
export function nextId(rows: readonly Row[]): number {
  return Math.max(0, ...rows.map(({ id }) => id)) + 1;
}

/** Numbers things that have no ids yet. */
export function numbered<Thing>(things: readonly Thing[]): (Thing & Row)[] {
  return things.map((thing, place) => ({ ...thing, id: place + 1 }));
}
