// Image and name, and when the image is fetched.

import { CheckField, ChoiceField, TextField } from "./fields";
import { ImageField } from "./ImageField";
import type { PullPolicy } from "./model";
import { complaintOf, type PartProps } from "./section";

const PULL_WORDS: Record<PullPolicy, string> = {
  missing: "If it is not on the host",
  always: "Always, if there is a newer one",
  never: "Never: use what is on the host",
};

export interface ImagePartProps extends PartProps {
  /** Whether the container is there already: its name stays. */
  readonly isEdit: boolean;
}

export function ImagePart({ host, form, set, complaints, isEdit }: ImagePartProps) {
  return (
    <>
      <ImageField
        host={host}
        value={form.image}
        complaint={complaintOf(complaints, "image")}
        onChange={(image) => set({ image })}
      />
      <div className="ad-form-pair">
        <TextField
          field="name"
          label="Name"
          value={form.name}
          isReadOnly={isEdit}
          hint={isEdit ? "The name stays." : "Leave it empty and the engine makes one up."}
          complaint={complaintOf(complaints, "name")}
          onChange={(name) => set({ name })}
        />
        <ChoiceField
          field="pull"
          label="Pull the image"
          value={form.pull}
          words={PULL_WORDS}
          onChange={(pull) => set({ pull })}
        />
      </div>
      {isEdit ? null : (
        <CheckField
          field="start"
          label="Start it once it is created"
          isChecked={form.start}
          onChange={(start) => set({ start })}
        />
      )}
    </>
  );
}
