// Adds a remote: its name, where it lies, and whose signatures are taken for good.

import { Alert, FormGroup, Radio } from "@patternfly/react-core";
import { useId, useState } from "react";
import { useAddRemote } from "../../api/remotes";
import { useAnnounce } from "../../components/Announcer";
import { CommandLine } from "../../components/CommandLine";
import { FormDialog } from "../../components/FormDialog";
import { TextField } from "../../components/TextField";
import { KeysField } from "./KeysField";
import {
  addLine,
  NEW_REMOTE,
  type RemoteDraft,
  remoteComplaint,
  remoteRequest,
} from "./remoteForm";

export interface AddRemoteDialogProps {
  readonly host: string;
  /** The names that are taken. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

export function AddRemoteDialog({ host, taken, onClose }: AddRemoteDialogProps) {
  const id = useId();
  const [draft, setDraft] = useState<RemoteDraft>(NEW_REMOTE);
  const add = useAddRemote(host);
  const announce = useAnnounce();
  const set = (part: Partial<RemoteDraft>) => setDraft((before) => ({ ...before, ...part }));
  const missing = remoteComplaint(draft, taken);
  const confirm = () =>
    add.mutate(remoteRequest(draft), {
      onSuccess: ({ name }) => {
        announce({ variant: "success", title: `Added the remote ${name}` });
        onClose();
      },
    });
  return (
    <FormDialog
      title="Add a remote"
      lead="Nothing is pulled from it, until somebody rebases the host to one of its branches."
      confirm="Add remote"
      {...(missing === undefined ? {} : { missing })}
      isPending={add.isPending}
      error={add.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextField
        label="Name"
        isRequired
        value={draft.name}
        onChange={(name) => set({ name })}
        help="Stands before the branch, as in fedora:fedora/stable/x86_64/iot."
      />
      <TextField
        label="Address"
        isRequired
        value={draft.url}
        placeholder="https://example.org/repo"
        onChange={(url) => set({ url })}
        help="Of the repository: https://, http:// or file:///."
      />
      <FormGroup role="radiogroup" label="Signatures" fieldId={id} isStack>
        <Radio
          id={`${id}-gpg`}
          name={id}
          label="Check them"
          description="What is not signed by one of its keys, or by one that the host trusts for all, is refused."
          isChecked={draft.verification === "gpg"}
          onChange={() => set({ verification: "gpg" })}
        />
        <Radio
          id={`${id}-none`}
          name={id}
          label="Do not check them"
          description="Whoever controls the server, or the way to it, controls this host."
          isChecked={draft.verification === "none"}
          onChange={() => set({ verification: "none" })}
        />
      </FormGroup>
      {draft.verification === "gpg" ? (
        <KeysField
          value={draft.keys}
          onChange={(keys) => set({ keys })}
          help="As text; empty: only the keys that the host trusts for all."
        />
      ) : (
        <Alert component="p" isInline variant="warning" title="Anything from there is believed" />
      )}
      {missing === undefined ? <CommandLine line={addLine(draft)} /> : null}
    </FormDialog>
  );
}
