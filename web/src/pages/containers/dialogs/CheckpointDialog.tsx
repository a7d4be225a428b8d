// Freezes a running container to disk, or brings it back from there. The work itself is an operation.

import { Content } from "@patternfly/react-core";
import { useCheckpoint } from "../../../api/containers";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { commandLine } from "../../../util/command";
import type { DialogProps } from "./DialogProps";
import { useDeed } from "./useDeed";

export interface CheckpointDialogProps extends DialogProps {
  readonly what: "checkpoint" | "restore";
}

export function CheckpointDialog({
  host,
  container: { name },
  engine,
  what,
  onClose,
}: CheckpointDialogProps) {
  const checkpoint = useCheckpoint(host, name);
  const deed = useDeed(async () => {
    await checkpoint.mutateAsync(what);
  }, onClose);
  const freezes = what === "checkpoint";
  return (
    <ConfirmDialog
      title={freezes ? `Freeze ${name} to disk?` : `Restore ${name} from disk?`}
      confirm={freezes ? "Freeze container" : "Restore container"}
      isPending={deed.isPending}
      error={deed.error}
      command={
        engine?.kind === "podman" ? commandLine(engine.kind, ["container", what, name]) : undefined
      }
      onConfirm={deed.run}
      onClose={onClose}
    >
      <Content component="p">
        {freezes
          ? "Its memory is written to disk, and it stops. Restored, it goes on where it was; open network connections may be lost."
          : "It goes on where it was when it was frozen to disk. Open network connections may be lost."}
      </Content>
    </ConfirmDialog>
  );
}
