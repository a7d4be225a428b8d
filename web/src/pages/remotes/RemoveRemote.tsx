// Asks before a remote goes, with its keys.

import { Content } from "@patternfly/react-core";
import { type Remote, useRemoveRemote } from "../../api/remotes";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { removeLine } from "./remoteForm";

export interface RemoveRemoteProps {
  readonly host: string;
  readonly remote: Remote;
  readonly onClose: () => void;
}

export function RemoveRemote({ host, remote: { name }, onClose }: RemoveRemoteProps) {
  const remove = useRemoveRemote(host);
  const announce = useAnnounce();
  return (
    <ConfirmDialog
      title={`Remove the remote ${name}?`}
      confirm="Remove remote"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      command={removeLine(name)}
      onConfirm={() =>
        remove.mutate(name, {
          onSuccess: () => {
            announce({ variant: "success", title: `Removed the remote ${name}` });
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <Content component="p">
        Its keys go with it. Deployments that came from it stay, and boot as before; a host that
        still follows it gets no updates from there any more.
      </Content>
    </ConfirmDialog>
  );
}
