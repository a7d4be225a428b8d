// The field into which public keys are pasted.

import {
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextArea,
} from "@patternfly/react-core";
import { useId } from "react";
import { keysComplaint } from "./remoteForm";

export interface KeysFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help: string;
}

export function KeysField({ value, onChange, help }: KeysFieldProps) {
  const id = useId();
  const complaint = keysComplaint(value);
  return (
    <FormGroup label="Public keys" fieldId={id}>
      <TextArea
        id={id}
        className="ad-mono"
        value={value}
        rows={6}
        resizeOrientation="vertical"
        spellCheck="false"
        autoComplete="off"
        placeholder="-----BEGIN PGP PUBLIC KEY BLOCK-----"
        validated={complaint === undefined ? "default" : "error"}
        aria-describedby={`${id}-help`}
        onChange={(_event, text) => onChange(text)}
      />
      <FormHelperText>
        <HelperText id={`${id}-help`}>
          <HelperTextItem variant={complaint === undefined ? "default" : "error"}>
            {complaint ?? help}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
