// Adds an account of the console's own: name, roles, and a first password.

import { Checkbox } from "@patternfly/react-core";
import { useId, useState } from "react";
import { useAddAccount } from "../../api/accounts";
import { useAnnounce } from "../../components/Announcer";
import { FormDialog } from "../../components/FormDialog";
import { PasswordField } from "../../components/PasswordField";
import { TextField } from "../../components/TextField";
import { RoleChoice } from "./RoleChoice";
import { nameComplaint, passwordMissing } from "./words";

export interface AddAccountDialogProps {
  /** The names that are taken. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

export function AddAccountDialog({ taken, onClose }: AddAccountDialogProps) {
  const id = useId();
  const add = useAddAccount();
  const announce = useAnnounce();
  const [name, setName] = useState("");
  const [roles, setRoles] = useState<string[]>(["viewer"]);
  const [password, setPassword] = useState("");
  const [mustChange, setMustChange] = useState(true);
  const complaint = nameComplaint(name, taken);
  const missing =
    (name === "" ? "Choose a name." : complaint) ??
    (roles.length === 0 ? "Choose a role." : undefined) ??
    passwordMissing(password);
  const confirm = () =>
    add.mutate(
      { name, roles, password, must_change_password: mustChange },
      {
        onSuccess: () => {
          announce({ variant: "success", title: `Added the account ${name}` });
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title="Add an account"
      lead="Its holder signs in with this name and password."
      confirm="Add account"
      size="medium"
      {...(missing === undefined ? {} : { missing })}
      isPending={add.isPending}
      error={add.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextField label="Name" isRequired value={name} complaint={complaint} onChange={setName} />
      <RoleChoice chosen={roles} onChange={setRoles} />
      <PasswordField
        label="First password"
        kind="new"
        value={password}
        onChange={setPassword}
        help="At least 8 characters, and not easily guessed."
      />
      <Checkbox
        id={`${id}-change`}
        label="Must choose another one at the first sign-in"
        isChecked={mustChange}
        onChange={(_event, isChecked) => setMustChange(isChecked)}
      />
    </FormDialog>
  );
}
