// What every dialog about a change of the deployments is given.

import type { Deployments } from "../../../api/deployments";

export interface DialogProps {
  readonly host: string;
  readonly data: Deployments;
  readonly onClose: () => void;
}
