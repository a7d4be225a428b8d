// Asks before a second factor goes, and before new recovery codes replace the old.

import { Content } from "@patternfly/react-core";
import {
  type Passkey,
  useRemoveCode,
  useRemovePasskey,
  useRenewRecoveryCodes,
} from "../../api/factors";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import type { FactorDialogProps } from "./AppDialog";

interface RemoveDialogProps {
  readonly onClose: () => void;
}

export function RemoveAppDialog({ onClose }: RemoveDialogProps) {
  const remove = useRemoveCode();
  return (
    <ConfirmDialog
      title="Remove the app?"
      confirm="Remove app"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Content component="p">
        Its codes sign in no more. Without a passkey, your password alone does then.
      </Content>
    </ConfirmDialog>
  );
}

export function RemovePasskeyDialog({
  passkey,
  onClose,
}: RemoveDialogProps & { readonly passkey: Passkey }) {
  const remove = useRemovePasskey();
  return (
    <ConfirmDialog
      title={`Remove the passkey ${passkey.label}?`}
      confirm="Remove passkey"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(passkey.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Content component="p">It signs in no more.</Content>
    </ConfirmDialog>
  );
}

export function RenewCodesDialog({ onDone, onClose }: FactorDialogProps) {
  const renew = useRenewRecoveryCodes();
  return (
    <ConfirmDialog
      title="Make new recovery codes?"
      confirm="Make new codes"
      isPending={renew.isPending}
      error={renew.error}
      onConfirm={() => renew.mutate(undefined, { onSuccess: onDone })}
      onClose={onClose}
    >
      <Content component="p">The ones that you have are good no more.</Content>
    </ConfirmDialog>
  );
}
