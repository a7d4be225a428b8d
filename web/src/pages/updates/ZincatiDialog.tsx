// Sets when Zincati restarts the host for an update: at once, in windows of the week, or when a lock manager lets
// it. Written to a file of our own, beside those that are there.

import { Button, FormGroup, Radio } from "@patternfly/react-core";
import PlusCircleIcon from "@patternfly/react-icons/dist/esm/icons/plus-circle-icon";
import { useId, useState } from "react";
import type { SettingOf } from "../../api/updatePolicy";
import { FormDialog } from "../../components/FormDialog";
import { TextField } from "../../components/TextField";
import {
  draftOf,
  newWindow,
  STRATEGIES,
  type WindowDraft,
  type ZincatiDraft,
  zincatiComplaint,
  zincatiRequest,
} from "./policy";
import { RestartsByItself } from "./RestartsByItself";
import { useSetting } from "./useSetting";
import { WindowRow } from "./WindowRow";

export interface ZincatiDialogProps {
  readonly host: string;
  readonly setting: SettingOf<"zincati">;
  readonly onClose: () => void;
}

export function ZincatiDialog({ host, setting, onClose }: ZincatiDialogProps) {
  const id = useId();
  const [draft, setDraft] = useState<ZincatiDraft>(() => draftOf(setting));
  const { send, isPending, error } = useSetting(host, onClose);
  const set = (part: Partial<ZincatiDraft>) => setDraft((before) => ({ ...before, ...part }));
  const missing = zincatiComplaint(draft);
  return (
    <FormDialog
      title="Change Zincati"
      lead="When the host restarts for an update that is ready."
      confirm="Set"
      {...(missing === undefined ? {} : { missing })}
      isPending={isPending}
      error={error}
      onConfirm={() => send(zincatiRequest(draft))}
      onClose={onClose}
    >
      <FormGroup role="radiogroup" label="It shall restart the host" fieldId={id} isStack>
        {STRATEGIES.map(({ strategy, label, help }) => (
          <Radio
            key={strategy}
            id={`${id}-${strategy}`}
            name={id}
            label={label}
            description={help}
            isChecked={draft.strategy === strategy}
            onChange={() => set({ strategy })}
          />
        ))}
      </FormGroup>
      {draft.strategy === "periodic" ? (
        <>
          <Windows windows={draft.windows} onChange={(windows) => set({ windows })} />
          <TextField
            label="Time zone of the windows"
            isRequired
            value={draft.timeZone}
            onChange={(timeZone) => set({ timeZone })}
            help="A name like UTC or Europe/Berlin."
          />
        </>
      ) : null}
      {draft.strategy === "fleet_lock" ? (
        <TextField
          label="Address of the lock manager"
          isRequired
          value={draft.baseUrl}
          placeholder="https://lock.example.org/"
          onChange={(baseUrl) => set({ baseUrl })}
        />
      ) : null}
      {draft.strategy === "off" ? null : <RestartsByItself />}
    </FormDialog>
  );
}

interface WindowsProps {
  readonly windows: readonly WindowDraft[];
  readonly onChange: (windows: readonly WindowDraft[]) => void;
}

function Windows({ windows, onChange }: WindowsProps) {
  const put = (changed: WindowDraft) =>
    onChange(windows.map((window) => (window.key === changed.key ? changed : window)));
  const unused = Math.max(-1, ...windows.map(({ key }) => key)) + 1;
  return (
    <>
      {windows.map((window, place) => (
        <WindowRow
          key={window.key}
          title={`Window ${place + 1}`}
          window={window}
          onChange={put}
          onRemove={() => onChange(windows.filter(({ key }) => key !== window.key))}
        />
      ))}
      <div>
        <Button
          variant="link"
          isInline
          icon={<PlusCircleIcon />}
          onClick={() => onChange([...windows, newWindow(unused)])}
        >
          Add a window
        </Button>
      </div>
    </>
  );
}
