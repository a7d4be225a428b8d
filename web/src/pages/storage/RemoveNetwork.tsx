// Asks before a network goes.

import { Content } from "@patternfly/react-core";
import { type Network, useRemoveNetwork } from "../../api/storage";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";

export interface RemoveNetworkProps {
  readonly host: string;
  readonly network: Network;
  readonly onClose: () => void;
}

export function RemoveNetwork({ host, network: { name }, onClose }: RemoveNetworkProps) {
  const remove = useRemoveNetwork(host);
  const announce = useAnnounce();
  return (
    <ConfirmDialog
      title={`Remove the network ${name}?`}
      confirm="Remove network"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(name, {
          onSuccess: () => {
            announce({ variant: "success", title: `Removed the network ${name}` });
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <Content component="p">
        No container is attached to it. Containers or Compose projects that name it cannot start
        until it is there again.
      </Content>
    </ConfirmDialog>
  );
}
