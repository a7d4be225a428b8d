// Labels: what tools and people find the container by.

import { TextField } from "./fields";
import type { PairRow } from "./model";
import { Rows } from "./Rows";
import { complaintOf, type PartProps } from "./section";

export function LabelsPart({ form, set, complaints }: PartProps) {
  return (
    <Rows<PairRow>
      rows={form.labels}
      onChange={(labels) => set({ labels })}
      blank={{ name: "", value: "" }}
      what="label"
      first={(id) => `label-${id}-name`}
      nameOf={({ name }) => name}
    >
      {(row, setRow) => (
        <>
          <TextField
            field={`label-${row.id}-name`}
            label="Name"
            value={row.name}
            isRequired
            complaint={complaintOf(complaints, `label-${row.id}-name`)}
            onChange={(name) => setRow({ name })}
          />
          <TextField
            field={`label-${row.id}-value`}
            label="Value"
            value={row.value}
            onChange={(value) => setRow({ value })}
          />
        </>
      )}
    </Rows>
  );
}
