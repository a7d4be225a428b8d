// A deployment for tests: plain but for what a test says.

import type { Deployment } from "../../api/deployments";

export function deploymentOf(patch: Partial<Deployment> & Pick<Deployment, "id">): Deployment {
  return {
    stateroot: "os",
    origin: { kind: "unknown" },
    checksum: "",
    booted: false,
    staged: false,
    rollback: false,
    pinned: false,
    next_boot: false,
    locked: false,
    live: false,
    layered_packages: [],
    removed_packages: [],
    replaced_packages: [],
    ...patch,
  };
}
