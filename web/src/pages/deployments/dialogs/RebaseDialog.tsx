// Another branch or image, and who must have signed it.

import { Alert, FormGroup, Radio } from "@patternfly/react-core";
import { useId, useState } from "react";
import { TextField } from "../../../components/TextField";
import { complaintOf } from "../names";
import {
  draftOf,
  kindsOf,
  type RebaseDraft,
  TARGETS,
  targetOf,
  textComplaint,
  VERIFICATIONS,
  verificationsOf,
} from "../rebase";
import { ChangeDialog } from "./ChangeDialog";
import type { DialogProps } from "./DialogProps";

export function RebaseDialog(props: DialogProps) {
  const { backend, deployments } = props.data;
  const origin = deployments.find(({ booted }) => booted)?.origin;
  const [draft, setDraft] = useState(() => draftOf(backend, origin));
  const set = (patch: Partial<RebaseDraft>) => setDraft((before) => ({ ...before, ...patch }));
  const to = targetOf(draft);
  const { field, placeholder, help } = TARGETS[draft.kind];
  const isWithoutText = draft.texts[draft.kind].trim() === "";
  const missing = isWithoutText ? "To what?" : "Something above is not right yet.";
  return (
    <ChangeDialog
      {...props}
      title="Rebase"
      confirm="Rebase"
      size="medium"
      lead="The host follows another branch or image from now on: it is downloaded and put in front of the boot order. What runs now is kept, and can be rolled back to."
      change={to === undefined ? undefined : { verb: "rebase", to }}
      missing={to === undefined ? missing : undefined}
      restart="offered"
    >
      <Kinds draft={draft} set={set} backend={backend} />
      <TextField
        label={field}
        value={draft.texts[draft.kind]}
        onChange={(text) => set({ texts: { ...draft.texts, [draft.kind]: text } })}
        isRequired
        placeholder={placeholder}
        help={help}
        complaint={textComplaint(draft)}
      />
      {draft.kind === "ostree" ? (
        <p className="ad-quiet">The remote's own settings say which keys must have signed it.</p>
      ) : (
        <Verifications draft={draft} set={set} backend={backend} />
      )}
    </ChangeDialog>
  );
}

interface PartProps {
  readonly draft: RebaseDraft;
  readonly set: (patch: Partial<RebaseDraft>) => void;
  readonly backend: string;
}

function Kinds({ draft, set, backend }: PartProps) {
  const id = useId();
  return (
    <FormGroup role="radiogroup" isStack label="To" fieldId={`${id}-kinds`}>
      {kindsOf(backend).map((kind) => (
        <Radio
          key={kind}
          id={`${id}-${kind}`}
          name={`${id}-kind`}
          label={TARGETS[kind].title}
          isChecked={draft.kind === kind}
          onChange={() => set({ kind })}
        />
      ))}
    </FormGroup>
  );
}

function Verifications({ draft, set, backend }: PartProps) {
  const id = useId();
  return (
    <>
      <FormGroup role="radiogroup" isStack label="What must be signed" fieldId={`${id}-checks`}>
        {verificationsOf(backend).map((by) => (
          <Radio
            key={by}
            id={`${id}-${by}`}
            name={`${id}-by`}
            label={VERIFICATIONS[by].title}
            description={VERIFICATIONS[by].help}
            isChecked={draft.by === by}
            onChange={() => set({ by })}
          />
        ))}
      </FormGroup>
      {draft.by === "remote" ? (
        <TextField
          label="Remote"
          value={draft.remote}
          onChange={(remote) => set({ remote })}
          isRequired
          placeholder="fedora"
          complaint={complaintOf("remote", draft.remote.trim())}
          help="Its name, as `ostree remote list` has it."
        />
      ) : null}
      {draft.by === "none" ? (
        <Alert component="p" isInline variant="warning" title="Nobody vouches for this image">
          It runs as the whole operating system, with every right on this host.
        </Alert>
      ) : null}
    </>
  );
}
