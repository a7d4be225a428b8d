// Removes a role, after saying who has it.

import { Content } from "@patternfly/react-core";
import { useAccounts, useRemoveRole } from "../../api/accounts";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { listed } from "../../util/format";

export function RemoveRole({ role, onClose }: { role: string; onClose: () => void }) {
  const remove = useRemoveRole();
  const announce = useAnnounce();
  const holders = (useAccounts().data?.accounts ?? [])
    .filter(({ roles }) => roles.includes(role))
    .map(({ name }) => name);
  return (
    <ConfirmDialog
      title={`Remove the role ${role}?`}
      confirm="Remove role"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(role, {
          onSuccess: () => {
            announce({ variant: "success", title: `Removed the role ${role}` });
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <Content component="p">
        {holders.length === 0
          ? "No account has it."
          : `These accounts have it, and may do nothing by it from then on: ${listed(holders)}.`}{" "}
        There is no way back.
      </Content>
    </ConfirmDialog>
  );
}
