// Which change somebody is about to make, for the dialog that asks.

import type { Deployment, Verb } from "../../api/deployments";
import type { DeploymentDeed } from "./dialogs/SimpleDialog";

/** A check asks nothing. */
export type HostVerb = Exclude<Verb, "check" | DeploymentDeed>;

export type Asking =
  | { readonly of: "host"; readonly verb: HostVerb; readonly revision?: string }
  | { readonly of: "deployment"; readonly verb: DeploymentDeed; readonly deployment: Deployment };

export type Ask = (asking: Asking) => void;
