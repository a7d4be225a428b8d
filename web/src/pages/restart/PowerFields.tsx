// The fields of the choice: the day and time, and the message.

import {
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
} from "@patternfly/react-core";
import { useId } from "react";
import { relative } from "../../util/format";
import { fieldTime, LONGEST_MESSAGE, zoneWords } from "./power";

export interface TimeFieldProps {
  readonly value: string;
  readonly complaint: string | undefined;
  readonly now: number;
  readonly onChange: (value: string) => void;
}

export function TimeField({ value, complaint, now, onChange }: TimeFieldProps) {
  const id = useId();
  const at = Date.parse(value);
  const zone = zoneWords(new Date(Number.isNaN(at) ? now : at));
  const isGood = !Number.isNaN(at) && complaint === undefined;
  const when = isGood ? `${relative(new Date(at).toISOString(), now)}, ` : "";
  return (
    <FormGroup label="Day and time" fieldId={id} isRequired>
      <TextInput
        id={id}
        type="datetime-local"
        className="ad-time-field"
        value={value}
        min={fieldTime(now)}
        isRequired
        validated={complaint === undefined ? "default" : "error"}
        aria-describedby={`${id}-help`}
        onChange={(_event, next) => onChange(next)}
      />
      <FormHelperText>
        <HelperText id={`${id}-help`}>
          {complaint === undefined ? null : (
            <HelperTextItem variant="error">{complaint}</HelperTextItem>
          )}
          <HelperTextItem>
            {when}in the time zone of this browser: {zone}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}

export interface MessageFieldProps {
  readonly value: string;
  readonly complaint: string | undefined;
  readonly onChange: (value: string) => void;
}

export function MessageField({ value, complaint, onChange }: MessageFieldProps) {
  const id = useId();
  return (
    <FormGroup label="Message to those who are signed in" fieldId={id}>
      <TextInput
        id={id}
        value={value}
        autoComplete="off"
        validated={complaint === undefined ? "default" : "error"}
        aria-describedby={`${id}-help`}
        onChange={(_event, next) => onChange(next)}
      />
      <FormHelperText>
        <HelperText id={`${id}-help`}>
          <HelperTextItem variant={complaint === undefined ? "default" : "error"}>
            {complaint ?? `One line of at most ${LONGEST_MESSAGE} characters; empty: none.`}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
