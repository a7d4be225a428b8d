// A field of a form with its label and what to know about it.

import {
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
} from "@patternfly/react-core";
import { type ReactNode, useId } from "react";

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: ReactNode;
  readonly placeholder?: string;
  readonly isRequired?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, help, placeholder, isRequired = false } = props;
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id} isRequired={isRequired}>
      <TextInput
        id={id}
        value={value}
        isRequired={isRequired}
        autoComplete="off"
        spellCheck="false"
        placeholder={placeholder}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onChange={(_event, next) => onChange(next)}
      />
      {help === undefined ? null : (
        <FormHelperText>
          <HelperText id={`${id}-help`}>
            <HelperTextItem>{help}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
