// Changes of packages as they are put together: five lists, in which a name stands once. Pure.

import type { Schema } from "../../api/client";
import type { Deployment } from "../../api/deployments";

export type PackageWish = Schema<"PackageWish">;
export type PackageDeed = keyof PackageWish;

export const NO_PACKAGES: PackageWish = {
  install: [],
  uninstall: [],
  remove: [],
  replace: [],
  restore: [],
};

/** The most that the server takes in one change. */
const MOST = 100;

/** With this name in this list, and in no other. */
export function withName(wish: PackageWish, deed: PackageDeed, name: string): PackageWish {
  const rest = withoutName(wish, name);
  return { ...rest, [deed]: [...rest[deed], name] };
}

export function withoutName(wish: PackageWish, name: string): PackageWish {
  const others = (names: readonly string[]) => names.filter((other) => other !== name);
  return {
    install: others(wish.install),
    uninstall: others(wish.uninstall),
    remove: others(wish.remove),
    replace: others(wish.replace),
    restore: others(wish.restore),
  };
}

/** What keeps it from being asked for. */
export function missingOf(wish: PackageWish): string | undefined {
  const count = Object.values(wish).reduce((sum, names) => sum + names.length, 0);
  if (count === 0) return "Nothing is changed yet.";
  return count > MOST ? `At most ${MOST} packages in one change.` : undefined;
}

/** What can be restored: those that the deployment has otherwise than its image. */
export function restorableOf(deployment: Deployment | undefined): readonly string[] {
  if (deployment === undefined) return [];
  return [...deployment.removed_packages, ...deployment.replaced_packages.map(({ name }) => name)];
}
