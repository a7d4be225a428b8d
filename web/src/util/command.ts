// The command lines that do on the host what a dialog does here, for people to copy and to learn from.
// Words are quoted for a POSIX shell.

import type { Schema } from "../api/client";

type EngineKind = Schema<"EngineKind">;

/** One word of a command line, quoted where a shell would read more into it. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A line of the engine's own client. `undefined` and `false` words are left out. */
export function commandLine(
  engine: EngineKind,
  words: readonly (string | number | false | undefined)[],
): string {
  return [engine, ...words]
    .filter((word) => word !== undefined && word !== false)
    .map((word) => quoted(String(word)))
    .join(" ");
}

/** An option with its value, or nothing without one. */
export function option(name: string, value: string | number | null | undefined): string[] {
  return value === undefined || value === null || value === "" ? [] : [name, String(value)];
}

export interface Grace {
  /** Seconds; absent: the container's own. */
  readonly timeout?: number | undefined;
}

export function stopLine(engine: EngineKind, names: readonly string[], { timeout }: Grace = {}) {
  return commandLine(engine, ["stop", ...option("--time", timeout), ...names]);
}

export function restartLine(engine: EngineKind, names: readonly string[], { timeout }: Grace = {}) {
  return commandLine(engine, ["restart", ...option("--time", timeout), ...names]);
}

export function killLine(engine: EngineKind, name: string, signal: string) {
  return commandLine(engine, ["kill", "--signal", signal, name]);
}

export interface Removal {
  readonly force: boolean;
  readonly volumes: boolean;
}

export function removeLine(
  engine: EngineKind,
  names: readonly string[],
  { force, volumes }: Removal,
) {
  return commandLine(engine, ["rm", force && "--force", volumes && "--volumes", ...names]);
}

const POLICIES: Record<Schema<"RestartPolicyKind">, string> = {
  no: "no",
  on_failure: "on-failure",
  always: "always",
  unless_stopped: "unless-stopped",
};

/** As `--restart` has it: "on-failure:3". */
export function policyWord({ kind = "no", attempts }: Schema<"RestartPolicy">): string {
  const word = POLICIES[kind];
  return kind === "on_failure" && attempts ? `${word}:${attempts}` : word;
}

export function updateLine(
  engine: EngineKind,
  name: string,
  { limits, restart_policy: policy }: Schema<"UpdateRequest">,
) {
  return commandLine(engine, [
    "update",
    ...option("--memory", limits?.memory),
    // Docker refuses a memory limit above the one of memory and swap together, and makes that twice as much.
    ...option("--memory-swap", limits?.memory ? limits.memory * 2 : undefined),
    ...option("--cpus", limits?.cpus),
    ...option("--pids-limit", limits?.processes),
    ...option("--restart", policy ? policyWord(policy) : undefined),
    name,
  ]);
}

export function commitLine(
  engine: EngineKind,
  name: string,
  { reference, comment, pause }: Schema<"CommitRequest">,
) {
  return commandLine(engine, [
    "commit",
    ...option("--message", comment),
    `--pause=${pause === true}`,
    name,
    reference,
  ]);
}

/** Of a whole group; Compose is a part of both clients, pods are Podman's. */
export function groupLine(
  engine: EngineKind,
  kind: Schema<"GroupKind">,
  name: string,
  verb: Schema<"GroupVerb">,
): string {
  switch (kind) {
    case "compose":
      return commandLine(engine, ["compose", "--project-name", name, verb]);
    case "pod":
      return commandLine(engine, ["pod", verb, name]);
  }
}
