// A window of the week as it is typed: its days, when it starts, and how long it is.

import {
  Button,
  Checkbox,
  Flex,
  FormFieldGroup,
  FormFieldGroupHeader,
  FormGroup,
  HelperText,
  HelperTextItem,
  TextInput,
} from "@patternfly/react-core";
import TrashIcon from "@patternfly/react-icons/dist/esm/icons/trash-icon";
import { useId } from "react";
import type { Weekday } from "../../api/updatePolicy";
import { WEEKDAYS, type WindowDraft, windowComplaint } from "./policy";

export interface WindowRowProps {
  readonly title: string;
  readonly window: WindowDraft;
  readonly onChange: (window: WindowDraft) => void;
  readonly onRemove: () => void;
}

export function WindowRow({ title, window, onChange, onRemove }: WindowRowProps) {
  const id = useId();
  const complaint = windowComplaint(window);
  const toggle = (day: Weekday, isOn: boolean) =>
    onChange({
      ...window,
      days: isOn ? [...window.days, day] : window.days.filter((other) => other !== day),
    });
  return (
    <FormFieldGroup
      header={
        <FormFieldGroupHeader
          titleText={{ text: title, id: `${id}-title` }}
          actions={
            <Button
              variant="plain"
              icon={<TrashIcon />}
              aria-label={`Remove ${title.toLowerCase()}`}
              onClick={onRemove}
            />
          }
        />
      }
    >
      <FormGroup role="group" label="Days" fieldId={`${id}-days`} isInline>
        {WEEKDAYS.map(({ day, name }) => (
          <Checkbox
            key={day}
            id={`${id}-${day}`}
            label={day}
            aria-label={name}
            isChecked={window.days.includes(day)}
            onChange={(_event, isOn) => toggle(day, isOn)}
          />
        ))}
      </FormGroup>
      <Flex gap={{ default: "gapMd" }}>
        <FormGroup label="Starts at" fieldId={`${id}-start`} isRequired>
          <TextInput
            id={`${id}-start`}
            type="time"
            value={window.start}
            onChange={(_event, start) => onChange({ ...window, start })}
          />
        </FormGroup>
        <FormGroup label="Length in minutes" fieldId={`${id}-length`} isRequired>
          <TextInput
            id={`${id}-length`}
            type="number"
            min={1}
            max={10_080}
            value={window.minutes}
            onChange={(_event, minutes) => onChange({ ...window, minutes })}
          />
        </FormGroup>
      </Flex>
      {complaint === undefined ? null : (
        <HelperText>
          <HelperTextItem variant="error">{complaint}</HelperTextItem>
        </HelperText>
      )}
    </FormFieldGroup>
  );
}
