// Whether the host restarts after a change: off until somebody chooses it, and then with what that interrupts.

import { Alert, Checkbox } from "@patternfly/react-core";
import { useId } from "react";
import { useContainers } from "../../../api/queries";
import { usePermission } from "../../../api/roles";
import { counted } from "../../../util/format";
import { isRunning } from "../../containers/state";
import type { Afterwards } from "../commands";
import { useNoPower } from "../useNoPower";

const UNTOUCHED =
  "Off: nothing restarts and nothing that runs is touched. It applies with the next restart, which you decide on.";

export interface RestartChoiceProps {
  readonly host: string;
  readonly afterwards: Afterwards;
  readonly onChange: (afterwards: Afterwards) => void;
}

export function RestartChoice({ host, afterwards, onChange }: RestartChoiceProps) {
  const id = useId();
  const permission = usePermission("host_reboot");
  const noPower = useNoPower(host);
  const why = permission.allowed ? noPower : permission.why;
  const running = useContainers(host).data?.containers.filter(isRunning).length;
  return (
    <div className="ad-stack-small">
      <Checkbox
        id={`${id}-restart`}
        label="Restart the host afterwards"
        description={why ?? (afterwards === "goes on" ? UNTOUCHED : undefined)}
        isDisabled={why !== undefined}
        isChecked={afterwards === "restarts"}
        onChange={(_event, on) => onChange(on ? "restarts" : "goes on")}
      />
      {afterwards === "restarts" ? (
        <Alert
          component="p"
          isInline
          variant="warning"
          title="The host restarts as soon as this is done"
        >
          {running === undefined
            ? "All containers stop."
            : `${counted(running, "running container")} will stop. Those set to restart come back after it.`}{" "}
          Everybody who uses the host is cut off until it is back.
        </Alert>
      ) : null}
    </div>
  );
}
