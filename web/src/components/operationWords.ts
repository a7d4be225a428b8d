// Operations in words: what is under way, and how to say that it is done, failed or was cancelled.

import type { Schema } from "../api/client";
import { short } from "../util/format";

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
  return kind.startsWith("deployment_");
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

/** A deployment's id with the start of its checksum. */
function shortId(id: string): string {
  return id.replace(/[0-9a-f]{64}/, short);
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
  deployment_download: () => ({
    under: "Downloading the update",
    done: "The update is downloaded",
    failed: "The download failed",
    cancelled: "The download was cancelled",
  }),
  deployment_finalize: () => ({
    under: "Letting the downloaded update boot next",
    done: "The downloaded update boots next",
    failed: "The downloaded update could not be made to boot next",
    cancelled: "The downloaded update does not boot next",
  }),
  deployment_rollback: () => ({
    under: "Rolling back",
    done: "The former deployment boots next",
    failed: "Could not roll back",
    cancelled: "Rolling back was cancelled",
  }),
  deployment_deploy: deed("Deploying", "deploy"),
  deployment_rebase: deed("Rebasing to", "rebase to"),
  deployment_pin: (target) => deed("Pinning", "pin")(shortId(target)),
  deployment_unpin: (target) => deed("Unpinning", "unpin")(shortId(target)),
  deployment_remove: (target) => deed("Removing", "remove")(shortId(target)),
  deployment_clean_up: () => ({
    under: "Cleaning up deployments",
    done: "Deployments are cleaned up",
    failed: "Could not clean up deployments",
    cancelled: "Cleaning up was cancelled",
  }),
  deployment_reset: () => ({
    under: "Resetting to the image as it is",
    done: "The image as it is boots next",
    failed: "Could not reset packages",
    cancelled: "Resetting was cancelled",
  }),
  deployment_packages: deed("Changing packages:", "change packages:"),
  deployment_kernel_arguments: deed("Changing kernel arguments:", "change kernel arguments:"),
  deployment_apply_live: () => ({
    under: "Taking staged packages into the running system",
    done: "Staged packages run now",
    failed: "Could not take staged packages into the running system",
    cancelled: "Taking staged packages in was cancelled",
  }),
  deployment_foreign: (target) => ({
    under: `On the host's command line: ${target}`,
    done: `${target} of the host's command line is done`,
    failed: `${target} of the host's command line failed`,
    cancelled: `${target} of the host's command line was cancelled`,
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
