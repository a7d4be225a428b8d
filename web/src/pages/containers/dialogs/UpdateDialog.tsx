// Limits and restart policy, changed while it runs, and the way back to what they were.

import {
  Content,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  Skeleton,
  TextInput,
} from "@patternfly/react-core";
import { useState } from "react";
import { reportOf } from "../../../api/client";
import { type ContainerDetail, useContainer, useUpdateContainer } from "../../../api/containers";
import { failureOf, useAnnounce } from "../../../components/Announcer";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { updateLine } from "../../../util/command";
import { fullSentence } from "../../../util/format";
import {
  changesOf,
  draftOf,
  type LimitsDraft,
  POLICIES,
  POLICY_WORDS,
  problemsOf,
} from "../limits";
import type { DialogProps } from "./DialogProps";
import { useDeed } from "./useDeed";

export function UpdateDialog(props: DialogProps) {
  const { host, container, onClose } = props;
  const detail = useContainer(host, container.name);
  if (detail.data !== undefined) return <UpdateForm {...props} detail={detail.data} />;
  return (
    <ConfirmDialog
      title={`Limits of ${container.name}`}
      confirm="Apply"
      isReady={false}
      isPending={false}
      error={detail.error}
      onConfirm={onClose}
      onClose={onClose}
    >
      {detail.error === null ? (
        <Skeleton height="12rem" screenreaderText="Loading the limits" />
      ) : (
        <Content component="p">{reportOf(detail.error).title}</Content>
      )}
    </ConfirmDialog>
  );
}

function UpdateForm({
  host,
  container: { name },
  engine,
  onClose,
  detail,
}: DialogProps & { readonly detail: ContainerDetail }) {
  // What it was when the dialog opened: neither changes under one's hands.
  const [before] = useState(detail);
  const [draft, setDraft] = useState<LimitsDraft>(() => draftOf(detail));
  const announce = useAnnounce();
  const update = useUpdateContainer(host, name);
  const problems = problemsOf(draft);
  const changes = problems.length === 0 ? changesOf(draft, before) : undefined;
  const undo = async () => {
    try {
      const { limits, restart_policy } = before;
      await update.mutateAsync({ limits, restart_policy });
      announce({ variant: "success", title: `The limits of ${name} are what they were` });
    } catch (error) {
      announce(failureOf(`Could not put back the limits of ${name}`, error));
    }
  };
  const deed = useDeed(async () => {
    if (changes === undefined) return;
    const { warnings } = await update.mutateAsync(changes);
    announce({
      variant: warnings.length === 0 ? "success" : "warning",
      title: `Changed the limits of ${name}`,
      detail: warnings.map(fullSentence).join(" "),
      action: { words: "Put back", run: () => void undo() },
    });
  }, onClose);
  const set = (change: Partial<LimitsDraft>) => setDraft({ ...draft, ...change });
  const problem = (field: keyof LimitsDraft) => problems.find((one) => one.field === field)?.words;
  return (
    <ConfirmDialog
      title={`Limits and restart policy of ${name}`}
      confirm="Apply"
      isReady={changes !== undefined}
      isPending={deed.isPending}
      error={deed.error}
      command={engine && changes && updateLine(engine.kind, name, changes)}
      onConfirm={deed.run}
      onClose={onClose}
    >
      <Content component="p">
        They apply at once, without a restart, and stay until the container is removed.
      </Content>
      <LimitField
        id="memory"
        label="Memory (MB)"
        hint="Empty: as much as the host has. It is killed when it needs more."
        value={draft.memory}
        problem={problem("memory")}
        onChange={(memory) => set({ memory })}
      />
      <LimitField
        id="cpus"
        label="Processor cores"
        hint="E.g. 1.5. Empty: as many as the host has. It is slowed down to that."
        value={draft.cpus}
        problem={problem("cpus")}
        onChange={(cpus) => set({ cpus })}
      />
      <LimitField
        id="processes"
        label="Processes and threads"
        hint="Empty: the engine's own limit. It cannot start more."
        value={draft.processes}
        problem={problem("processes")}
        onChange={(processes) => set({ processes })}
      />
      <FormGroup label="When it ends by itself" fieldId="policy" className="ad-field">
        <FormSelect
          id="policy"
          value={draft.policy}
          onChange={(_event, value) =>
            set({ policy: POLICIES.find((one) => one === value) ?? draft.policy })
          }
        >
          {POLICIES.map((one) => (
            <FormSelectOption key={one} value={one} label={POLICY_WORDS[one]} />
          ))}
        </FormSelect>
      </FormGroup>
      {draft.policy === "on_failure" ? (
        <LimitField
          id="attempts"
          label="At most so many times"
          hint="Empty: without end."
          value={draft.attempts}
          problem={problem("attempts")}
          onChange={(attempts) => set({ attempts })}
        />
      ) : null}
    </ConfirmDialog>
  );
}

interface LimitFieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

function LimitField({ id, label, hint, value, problem, onChange }: LimitFieldProps) {
  return (
    <FormGroup label={label} fieldId={id} className="ad-field">
      <TextInput
        id={id}
        inputMode="decimal"
        value={value}
        validated={problem === undefined ? "default" : "error"}
        aria-describedby={`${id}-hint`}
        onChange={(_event, next) => onChange(next)}
      />
      <FormHelperText id={`${id}-hint`}>
        <HelperText>
          <HelperTextItem variant={problem === undefined ? "default" : "error"}>
            {problem ?? hint}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
