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
  /** What is wrong with it. */
  readonly complaint?: string | undefined;
  /** Known values to choose from. */
  readonly suggestions?: readonly string[];
  readonly placeholder?: string;
  readonly isRequired?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, help, complaint, suggestions, placeholder } = props;
  const { isRequired = false } = props;
  const id = useId();
  const says = complaint ?? help;
  return (
    <FormGroup label={label} fieldId={id} isRequired={isRequired}>
      <TextInput
        id={id}
        value={value}
        isRequired={isRequired}
        autoComplete="off"
        spellCheck="false"
        placeholder={placeholder}
        validated={complaint === undefined ? "default" : "error"}
        list={suggestions === undefined ? undefined : `${id}-list`}
        aria-describedby={says === undefined ? undefined : `${id}-help`}
        onChange={(_event, next) => onChange(next)}
      />
      {suggestions === undefined ? null : (
        <datalist id={`${id}-list`}>
          {suggestions.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
      {says === undefined ? null : (
        <FormHelperText>
          <HelperText id={`${id}-help`}>
            <HelperTextItem variant={complaint === undefined ? "default" : "error"}>
              {says}
            </HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
