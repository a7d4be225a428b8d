// What every dialog about one container is given.

import type { Engine } from "../../../api/containers";
import type { Container } from "../state";

export interface DialogProps {
  readonly host: string;
  readonly container: Container;
  readonly engine: Engine | undefined;
  readonly onClose: () => void;
}
