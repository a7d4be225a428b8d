// The dialog for the change that somebody is about to make.

import type { Asking } from "./asking";
import { CleanUpDialog } from "./dialogs/CleanUpDialog";
import { DeployDialog } from "./dialogs/DeployDialog";
import type { DialogProps } from "./dialogs/DialogProps";
import { KernelArgumentsDialog } from "./dialogs/KernelArgumentsDialog";
import { PackagesDialog } from "./dialogs/PackagesDialog";
import { RebaseDialog } from "./dialogs/RebaseDialog";
import { DeploymentDeedDialog, HostDeedDialog } from "./dialogs/SimpleDialog";

export function ChangeDialogs({ asking, ...props }: DialogProps & { asking: Asking }) {
  if (asking.of === "deployment") {
    const { verb, deployment } = asking;
    return <DeploymentDeedDialog {...props} verb={verb} deployment={deployment} />;
  }
  const { verb, revision = "" } = asking;
  switch (verb) {
    case "deploy":
      return <DeployDialog {...props} revision={revision} />;
    case "rebase":
      return <RebaseDialog {...props} />;
    case "packages":
      return <PackagesDialog {...props} />;
    case "kernel_arguments":
      return <KernelArgumentsDialog {...props} />;
    case "clean_up":
      return <CleanUpDialog {...props} />;
    case "download":
    case "upgrade":
    case "finalize":
    case "rollback":
    case "reset":
    case "apply_live":
      return <HostDeedDialog {...props} verb={verb} />;
  }
}
