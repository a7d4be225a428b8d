// What can be asked of a host's deployments: in words, which leave it takes, and why it cannot be done now.

import type { Deployment, Deployments, Verb } from "../../api/deployments";
import type { Action } from "../../api/roles";
import { fullSentence } from "../../util/format";

interface VerbWords {
  /** In a menu; "…" where more is asked first. */
  readonly title: string;
  /** As in the server's `DeploymentChange::action`. */
  readonly needs: Action;
}

export const VERBS: Record<Verb, VerbWords> = {
  check: { title: "Check for update", needs: "deployment_check" },
  download: { title: "Download only…", needs: "deployment_upgrade" },
  upgrade: { title: "Upgrade…", needs: "deployment_upgrade" },
  finalize: { title: "Let the download boot next…", needs: "deployment_upgrade" },
  rollback: { title: "Roll back…", needs: "deployment_rollback" },
  deploy: { title: "Deploy a version…", needs: "deployment_rebase" },
  rebase: { title: "Rebase…", needs: "deployment_rebase" },
  pin: { title: "Pin…", needs: "deployment_pin" },
  unpin: { title: "Unpin…", needs: "deployment_pin" },
  remove: { title: "Remove…", needs: "deployment_remove" },
  clean_up: { title: "Clean up…", needs: "deployment_remove" },
  reset: { title: "Reset to the image…", needs: "deployment_packages" },
  packages: { title: "Packages…", needs: "deployment_packages" },
  kernel_arguments: { title: "Kernel arguments…", needs: "deployment_kernel_arguments" },
  apply_live: { title: "Apply live…", needs: "deployment_packages" },
};

/** The host's own changes, as its menu groups them. */
export const HOST_VERBS: readonly (readonly Exclude<Verb, "pin" | "unpin" | "remove">[])[] = [
  ["check", "download", "upgrade", "finalize"],
  ["rollback", "deploy", "rebase"],
  ["packages", "kernel_arguments", "apply_live"],
  ["clean_up", "reset"],
];

/** What `obstacleTo` looks at. */
export type HostState = Pick<Deployments, "abilities" | "deployments">;

const BUSY = "Wait until the update service is done.";

/** Whether the update service works for somebody now, whoever asked. */
export type Service = "free" | "busy";

/** Why it cannot be done to this host now, or nothing. What the host says of itself comes first: it lasts longer. */
export function obstacleTo(verb: Verb, state: HostState, service: Service): string | undefined {
  const able = state.abilities.find((ability) => ability.verb === verb);
  if (able?.why_not) return fullSentence(able.why_not);
  if (service === "busy") return BUSY;
  const { deployments } = state;
  switch (verb) {
    case "finalize":
      return deployments.some(({ locked }) => locked)
        ? undefined
        : "Nothing is downloaded that waits for this.";
    case "rollback":
      return rollbackTarget(deployments) === undefined
        ? "There is no deployment behind the booted one."
        : undefined;
    case "reset":
      return deployments.some((one) => one.next_boot && isChanged(one))
        ? undefined
        : "No package is layered, removed or replaced.";
    case "apply_live":
      return deployments.some(({ staged }) => staged) ? undefined : "Nothing is staged.";
    case "kernel_arguments":
      return deployments.some((one) => one.next_boot && one.kernel_arguments)
        ? undefined
        : "The kernel arguments of the next boot cannot be read.";
    case "check":
    case "download":
    case "upgrade":
    case "deploy":
    case "rebase":
    case "pin":
    case "unpin":
    case "remove":
    case "clean_up":
    case "packages":
      return undefined;
  }
}

/** What can be asked of one deployment. */
export const DEPLOYMENT_VERBS = ["rollback", "deploy", "pin", "unpin", "remove"] as const;
export type DeploymentVerb = (typeof DEPLOYMENT_VERBS)[number];

/** Those that make sense for it, able or not. */
export function offeredFor(
  deployment: Deployment,
  deployments: readonly Deployment[],
): readonly DeploymentVerb[] {
  const { id, booted, pinned, version, checksum } = deployment;
  const isOffered: Record<DeploymentVerb, boolean> = {
    rollback: rollbackTarget(deployments)?.id === id,
    deploy: !booted && Boolean(version || checksum),
    pin: !pinned,
    unpin: pinned,
    remove: true,
  };
  return DEPLOYMENT_VERBS.filter((verb) => isOffered[verb]);
}

/** Why it cannot be done to this deployment now, or nothing. */
export function obstacleFor(
  verb: DeploymentVerb,
  deployment: Deployment,
  state: HostState,
  service: Service,
): string | undefined {
  const general = obstacleTo(verb, state, service);
  if (general !== undefined) return general;
  switch (verb) {
    case "pin":
      return deployment.staged ? "It is staged: it can be pinned once it was booted." : undefined;
    case "remove":
      if (deployment.booted) return "It runs now.";
      return deployment.pinned ? "It is pinned: unpin it first." : undefined;
    case "rollback":
    case "deploy":
    case "unpin":
      return undefined;
  }
}

/** What a rollback makes the next boot start: what runs, where something else is in front of it, or what is behind. */
export function rollbackTarget(deployments: readonly Deployment[]): Deployment | undefined {
  const booted = deployments.find((deployment) => deployment.booted);
  if (booted !== undefined && !booted.next_boot) return booted;
  return deployments.find(({ rollback }) => rollback);
}

/** Whether it is not the image as it was built. */
export function isChanged(deployment: Deployment): boolean {
  const { layered_packages: layered, removed_packages: removed, replaced_packages } = deployment;
  return layered.length + removed.length + replaced_packages.length > 0;
}
