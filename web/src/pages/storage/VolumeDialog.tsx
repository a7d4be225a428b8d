// Makes a volume: its name and where its files are, with what that means.

import {
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
} from "@patternfly/react-core";
import { useState } from "react";
import { useCreateVolume } from "../../api/storage";
import { useAnnounce } from "../../components/Announcer";
import { FormDialog } from "../../components/FormDialog";
import { TextField } from "../../components/TextField";
import {
  missingOf,
  NEW_VOLUME,
  optionsOf,
  PLACE_WORDS,
  PLACES,
  type VolumeForm,
} from "./volumeOptions";

export function VolumeDialog({ host, onClose }: { host: string; onClose: () => void }) {
  const [form, setForm] = useState<VolumeForm>(NEW_VOLUME);
  const create = useCreateVolume(host);
  const announce = useAnnounce();
  const set = (change: Partial<VolumeForm>) => setForm({ ...form, ...change });
  const missing = missingOf(form);
  const confirm = () =>
    create.mutate(
      { name: form.name.trim(), options: optionsOf(form), labels: {} },
      {
        onSuccess: ({ name }) => {
          announce({ variant: "success", title: `Created the volume ${name}` });
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title="Create a volume"
      lead="A volume keeps data outside of containers, so that they can be replaced."
      confirm="Create volume"
      {...(missing === undefined ? {} : { missing })}
      isPending={create.isPending}
      error={create.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextField
        label="Name"
        isRequired
        value={form.name}
        onChange={(name) => set({ name })}
        help="Letters, digits, _, . and -, beginning with a letter or digit."
      />
      <FormGroup label="Where its files are" fieldId="volume-place">
        <FormSelect
          id="volume-place"
          value={form.place}
          onChange={(_event, value) =>
            set({ place: PLACES.find((one) => one === value) ?? "engine" })
          }
        >
          {PLACES.map((place) => (
            <FormSelectOption key={place} value={place} label={PLACE_WORDS[place].title} />
          ))}
        </FormSelect>
        <FormHelperText>
          <HelperText>
            <HelperTextItem>{PLACE_WORDS[form.place].help}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      </FormGroup>
      {form.place === "nfs" ? (
        <TextField
          label="Server"
          isRequired
          value={form.server}
          onChange={(server) => set({ server })}
          placeholder="nas.example.org"
        />
      ) : null}
      {form.place === "folder" || form.place === "nfs" ? (
        <TextField
          label={form.place === "nfs" ? "Exported path" : "Folder"}
          isRequired
          value={form.path}
          onChange={(path) => set({ path })}
          placeholder={form.place === "nfs" ? "/export/data" : "/srv/data"}
        />
      ) : null}
      {form.place === "memory" ? (
        <TextField
          label="At most"
          value={form.size}
          onChange={(size) => set({ size })}
          placeholder="64m"
          help="With k, m or g behind the number; empty: half of the host’s memory."
        />
      ) : null}
    </FormDialog>
  );
}
