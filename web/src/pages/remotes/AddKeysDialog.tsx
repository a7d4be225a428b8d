// Imports public keys that a remote's commits may be signed with.

import { useState } from "react";
import { type Remote, useAddKeys } from "../../api/remotes";
import { useAnnounce } from "../../components/Announcer";
import { CommandLine } from "../../components/CommandLine";
import { FormDialog } from "../../components/FormDialog";
import { KeysField } from "./KeysField";
import { keysComplaint, keysLine } from "./remoteForm";

export interface AddKeysDialogProps {
  readonly host: string;
  readonly remote: Remote;
  readonly onClose: () => void;
}

export function AddKeysDialog({ host, remote: { name }, onClose }: AddKeysDialogProps) {
  const [keys, setKeys] = useState("");
  const add = useAddKeys(host, name);
  const announce = useAnnounce();
  const missing = keys.trim() === "" ? "Paste a key." : keysComplaint(keys);
  return (
    <FormDialog
      title={`Import keys for ${name}`}
      lead="What one of them has signed is taken for good from now on, beside what was before."
      confirm="Import keys"
      {...(missing === undefined ? {} : { missing })}
      isPending={add.isPending}
      error={add.error}
      onConfirm={() =>
        add.mutate(`${keys.trim()}\n`, {
          onSuccess: () => {
            announce({ variant: "success", title: `Imported keys for ${name}` });
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <KeysField
        value={keys}
        onChange={setKeys}
        help="As text. Compare the fingerprint with what their owner publishes."
      />
      {missing === undefined ? <CommandLine line={keysLine(name)} /> : null}
    </FormDialog>
  );
}
