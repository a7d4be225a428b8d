// A field for a password: never shown, filled in by the browser's keeper of passwords if that knows it.

import {
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
} from "@patternfly/react-core";
import { useId } from "react";

export interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The present one of who signed in, or a new one. */
  readonly kind: "present" | "new";
  readonly help?: string;
  /** Takes the focus when it appears. */
  readonly isFirst?: boolean;
}

export function PasswordField(props: PasswordFieldProps) {
  const { label, value, onChange, kind, help, isFirst = false } = props;
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id} isRequired>
      <TextInput
        id={id}
        type="password"
        value={value}
        isRequired
        autoFocus={isFirst}
        autoComplete={kind === "present" ? "current-password" : "new-password"}
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
