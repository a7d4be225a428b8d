// What is done to an account that there is: other roles, another password, second factors taken away, disable,
// remove.

import { Checkbox, Content } from "@patternfly/react-core";
import { useId, useState } from "react";
import {
  type Account,
  useChangeAccount,
  useRemoveAccount,
  useRemoveFactors,
  useSetPassword,
} from "../../api/accounts";
import { roleNames } from "../../api/roles";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { FormDialog } from "../../components/FormDialog";
import { PasswordField } from "../../components/PasswordField";
import { RoleChoice } from "./RoleChoice";
import { passwordMissing } from "./words";

export interface AccountDialogProps {
  readonly account: Account;
  readonly onClose: () => void;
}

/** What to say once it is done, and closing. */
function useDone(onClose: () => void) {
  const announce = useAnnounce();
  return (title: string) => () => {
    announce({ variant: "success", title });
    onClose();
  };
}

export function RolesDialog({ account: { name, roles: before }, onClose }: AccountDialogProps) {
  const change = useChangeAccount();
  const done = useDone(onClose);
  const [roles, setRoles] = useState<string[]>([...before]);
  const missing = roles.length === 0 ? "Choose a role." : undefined;
  return (
    <FormDialog
      title={`Change the roles of ${name}`}
      lead="It holds at once. Terminals and logs that are open end, and are allowed anew when they are opened again."
      confirm="Change roles"
      {...(missing === undefined ? {} : { missing })}
      isPending={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate(
          { account: name, roles },
          { onSuccess: done(`${name} has the roles: ${roleNames(roles)}`) },
        )
      }
      onClose={onClose}
    >
      <RoleChoice chosen={roles} onChange={setRoles} />
    </FormDialog>
  );
}

export function PasswordDialog({ account: { name }, onClose }: AccountDialogProps) {
  const id = useId();
  const set = useSetPassword();
  const done = useDone(onClose);
  const [password, setPassword] = useState("");
  const [mustChange, setMustChange] = useState(true);
  const missing = passwordMissing(password);
  return (
    <FormDialog
      title={`Another password for ${name}`}
      lead="The sessions of this account end: who used it signs in anew."
      confirm="Set password"
      {...(missing === undefined ? {} : { missing })}
      isPending={set.isPending}
      error={set.error}
      onConfirm={() =>
        set.mutate(
          { account: name, password, must_change_password: mustChange },
          { onSuccess: done(`${name} has another password`) },
        )
      }
      onClose={onClose}
    >
      <PasswordField
        label="New password"
        kind="new"
        value={password}
        onChange={setPassword}
        help="At least 8 characters, and not easily guessed."
      />
      <Checkbox
        id={`${id}-change`}
        label="Must choose another one at the next sign-in"
        isChecked={mustChange}
        onChange={(_event, isChecked) => setMustChange(isChecked)}
      />
    </FormDialog>
  );
}

export function DisableDialog({ account: { name }, onClose }: AccountDialogProps) {
  const change = useChangeAccount();
  const done = useDone(onClose);
  return (
    <ConfirmDialog
      title={`Disable ${name}?`}
      confirm="Disable account"
      isDanger
      isPending={change.isPending}
      error={change.error}
      onConfirm={() =>
        change.mutate({ account: name, disabled: true }, { onSuccess: done(`Disabled ${name}`) })
      }
      onClose={onClose}
    >
      <Content component="p">
        Nobody can sign in with it, its sessions end at once, and its tokens work no more. Its roles
        and what it did stay known, and it can be enabled again.
      </Content>
    </ConfirmDialog>
  );
}

export function FactorsDialog({ account: { name }, onClose }: AccountDialogProps) {
  const remove = useRemoveFactors();
  const done = useDone(onClose);
  return (
    <ConfirmDialog
      title={`Take the second factors of ${name} away?`}
      confirm="Take away"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(name, { onSuccess: done(`${name} signs in with the password alone`) })
      }
      onClose={onClose}
    >
      <Content component="p">
        For somebody who has lost the phone, the key and the recovery codes. The password alone
        signs in then, until they add new ones. Make sure that it is they who ask.
      </Content>
    </ConfirmDialog>
  );
}

export function RemoveDialog({ account: { name }, onClose }: AccountDialogProps) {
  const remove = useRemoveAccount();
  const done = useDone(onClose);
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      confirm="Remove account"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(name, { onSuccess: done(`Removed ${name}`) })}
      onClose={onClose}
    >
      <Content component="p">
        Its sessions end, and its tokens work no more. What it did stays in the audit log. There is
        no way back; to keep it for later, disable it instead.
      </Content>
    </ConfirmDialog>
  );
}
