// Guard rails for starting, stopping and restarting containers.

import { Checkbox, FormFieldGroup, FormFieldGroupHeader } from "@patternfly/react-core";
import { useId } from "react";
import { TextField } from "../../components/TextField";
import type { PartProps } from "./ExtentPart";

export function LimitsPart({ draft, set }: PartProps) {
  const id = useId();
  return (
    <FormFieldGroup
      header={
        <FormFieldGroupHeader
          titleText={{ text: "Guard rails", id: `${id}-title` }}
          titleDescription="For starting, stopping and restarting containers."
        />
      }
    >
      <Checkbox
        id={`${id}-reason`}
        label="Ask for a reason"
        description="It stands in the audit log."
        isChecked={draft.reason}
        onChange={(_event, reason) => set({ reason })}
      />
      <TextField
        label="Minutes between two of the same container"
        value={draft.coolDown}
        help="Whoever did the first one. Empty: none."
        onChange={(coolDown) => set({ coolDown })}
      />
      <TextField
        label="Times an hour for one person"
        value={draft.perHour}
        help="Empty: as often as one likes."
        onChange={(perHour) => set({ perHour })}
      />
    </FormFieldGroup>
  );
}
