// What can be done to a container: its words, who may, and why it cannot be done now. Pure; the menu, the
// buttons and the dialogs all ask here.

import type { Engine } from "../../api/containers";
import type { Action } from "../../api/roles";
import { type Container, isRunning } from "./state";

export const ACTIONS = [
  "start",
  "stop",
  "restart",
  "pause",
  "unpause",
  "kill",
  "healthcheck",
  "rename",
  "update",
  "commit",
  "recreate",
  "checkpoint",
  "restore",
  "remove",
] as const;
export type ContainerAction = (typeof ACTIONS)[number];

export interface ActionWords {
  readonly title: string;
  readonly needs: Action;
}

export const ACTION_WORDS: Record<ContainerAction, ActionWords> = {
  start: { title: "Start", needs: "container_start" },
  stop: { title: "Stop…", needs: "container_stop" },
  restart: { title: "Restart…", needs: "container_restart" },
  pause: { title: "Pause", needs: "container_pause" },
  unpause: { title: "Resume", needs: "container_pause" },
  kill: { title: "Send a signal…", needs: "container_kill" },
  healthcheck: { title: "Run the health check now", needs: "container_healthcheck" },
  rename: { title: "Rename…", needs: "container_rename" },
  update: { title: "Limits and restart policy…", needs: "container_update" },
  commit: { title: "Make an image of it…", needs: "container_commit" },
  recreate: { title: "Recreate from newer image…", needs: "container_create" },
  checkpoint: { title: "Freeze to disk…", needs: "container_checkpoint" },
  restore: { title: "Restore from disk…", needs: "container_checkpoint" },
  remove: { title: "Remove…", needs: "container_remove" },
};

/** Why it cannot be done to a container in this state, by this engine; `undefined` where it can. */
export function obstacleTo(
  action: ContainerAction,
  container: Container,
  engine: Engine | undefined,
): string | undefined {
  const { state } = container;
  if (state === "removing") return "It is being removed.";
  switch (action) {
    case "start":
      if (state === "paused") return "It is paused: resume it.";
      return isRunning(container) ? "It runs already." : undefined;
    case "stop":
    case "kill":
      return isRunning(container) ? undefined : "It does not run.";
    case "pause":
      if (state === "paused") return "It is paused already.";
      return state === "running" ? undefined : "It does not run.";
    case "unpause":
      return state === "paused" ? undefined : "It is not paused.";
    case "healthcheck":
      if (!container.health) return "It has no health check.";
      if (state !== "running") return "It does not run.";
      return lacks(engine, "health_run", "cannot run a health check on demand");
    case "checkpoint":
      return state === "running"
        ? lacks(engine, "checkpoint", "cannot freeze containers to disk")
        : "It does not run.";
    case "restore":
      return isRunning(container)
        ? "It runs already."
        : lacks(engine, "checkpoint", "cannot restore containers from disk");
    case "recreate":
      return container.unit ? `${container.unit} makes it: restart that unit instead.` : undefined;
    case "restart":
    case "rename":
    case "update":
    case "commit":
    case "remove":
      return undefined;
  }
}

function lacks(
  engine: Engine | undefined,
  feature: Engine["features"][number],
  words: string,
): string | undefined {
  if (engine === undefined) return "The page does not know the engine yet.";
  if (engine.features.includes(feature)) return undefined;
  return `${engineName(engine)} on this host ${words}.`;
}

export function engineName({ kind }: Pick<Engine, "kind">): string {
  return kind === "docker" ? "Docker" : "Podman";
}

/** The actions that a menu offers, in groups; pausing and resuming take turns. */
export function offered(
  container: Container,
  engine: Engine | undefined,
): readonly (readonly ContainerAction[])[] {
  const features = engine?.features ?? [];
  const isUp = isRunning(container);
  const run: ContainerAction[] = isUp ? ["restart", "stop"] : ["start"];
  const change: ContainerAction[] = ["update", "rename", "commit", "recreate"];
  if (container.health && features.includes("health_run")) change.unshift("healthcheck");
  if (features.includes("checkpoint")) change.push(isUp ? "checkpoint" : "restore");
  return [[...run, container.state === "paused" ? "unpause" : "pause", "kill"], change, ["remove"]];
}

/** The name of a volume that was made without one. */
export function isAnonymous(volume: string): boolean {
  return /^[0-9a-f]{64}$/.test(volume);
}
