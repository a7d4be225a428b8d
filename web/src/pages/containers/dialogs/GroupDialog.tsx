// Stops or restarts all of a Compose project or a pod. The work itself is an operation.

import { Content } from "@patternfly/react-core";
import type { Schema } from "../../../api/client";
import { useEngine, useGroupAction } from "../../../api/containers";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { groupLine } from "../../../util/command";
import { listed } from "../../../util/format";
import type { Container } from "../state";
import { useDeed } from "./useDeed";

export interface GroupDialogProps {
  readonly host: string;
  readonly kind: Schema<"GroupKind">;
  readonly name: string;
  readonly containers: readonly Container[];
  readonly verb: "stop" | "restart";
  readonly onClose: () => void;
}

export function GroupDialog({ host, kind, name, containers, verb, onClose }: GroupDialogProps) {
  const engine = useEngine(host);
  const act = useGroupAction(host);
  const deed = useDeed(async () => {
    await act.mutateAsync({ kind, name, verb });
  }, onClose);
  const names = listed(containers.map((one) => one.name));
  return (
    <ConfirmDialog
      title={verb === "stop" ? `Stop all of ${name}?` : `Restart all of ${name}?`}
      confirm={verb === "stop" ? `Stop ${name}` : `Restart ${name}`}
      isDanger={verb === "stop"}
      isPending={deed.isPending}
      error={deed.error}
      command={engine && groupLine(engine.kind, kind, name, verb)}
      onConfirm={deed.run}
      onClose={onClose}
    >
      <Content component="p">
        {verb === "stop"
          ? `These are stopped, in the order of their dependencies: ${names}. What they offer is not reachable until they are started again. Nothing is deleted.`
          : `These are restarted, in the order of their dependencies: ${names}. What they offer is not reachable meanwhile.`}
      </Content>
    </ConfirmDialog>
  );
}
