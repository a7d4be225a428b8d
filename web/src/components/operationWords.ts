// Operations in words: what is under way, and how to say that it is done, failed or was cancelled.

import type { Schema } from "../api/client";

type Operation = Schema<"Operation">;
type Kind = Schema<"OperationKind">;

export interface OperationWords {
  readonly under: string;
  readonly done: string;
  readonly failed: string;
  readonly cancelled: string;
}

/** What a host's deployments are changed by; everything else is the container engine's. */
export function isOfDeployments({ kind }: Pick<Operation, "kind">): boolean {
  return kind === "deployment_check" || kind === "deployment_upgrade";
}

export function operationWords({ kind, target }: Pick<Operation, "kind" | "target">) {
  return WORDS[kind](target ?? "");
}

/** For kinds that are named by a verb and what it is done to. */
function deed(what: string, verb: string): (target: string) => OperationWords {
  return (target) => ({
    under: `${what} ${target}`.trimEnd(),
    done: `${what} ${target} is done`.replace("  ", " "),
    failed: `Could not ${verb} ${target}`.trimEnd(),
    cancelled: `${what} ${target} was cancelled`.replace("  ", " "),
  });
}

const WORDS: Record<Kind, (target: string) => OperationWords> = {
  deployment_check: () => ({
    under: "Checking for an update",
    done: "The check is done",
    failed: "The check failed",
    cancelled: "The check was cancelled",
  }),
  deployment_upgrade: () => ({
    under: "Upgrading",
    done: "The upgrade is done",
    failed: "The upgrade failed",
    cancelled: "The upgrade was cancelled",
  }),
  container_create: deed("Creating", "create"),
  container_recreate: deed("Recreating", "recreate"),
  container_checkpoint: deed("Freezing", "freeze"),
  container_restore: deed("Restoring", "restore"),
  group_act: (target) => ({
    under: `Changing the containers of ${target}`,
    done: `The containers of ${target} are changed`,
    failed: `Not all containers of ${target} could be changed`,
    cancelled: `The change of ${target} was cancelled`,
  }),
  image_pull: deed("Pulling", "pull"),
  image_build: deed("Building", "build"),
  image_check: (target) => ({
    under: target === "" ? "Asking for newer images" : `Asking for a newer ${target}`,
    done: "Registries were asked for newer images",
    failed: "Could not ask for newer images",
    cancelled: "The search for newer images was cancelled",
  }),
  prune: () => ({
    under: "Removing what is unused",
    done: "What was unused is removed",
    failed: "Could not remove what is unused",
    cancelled: "The removal of what is unused was cancelled",
  }),
};
