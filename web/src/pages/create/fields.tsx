// The inputs of the form: each with its label, a hint in words, and what is wrong with it.

import {
  Checkbox,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
  TextArea,
  TextInput,
} from "@patternfly/react-core";
import type { ReactNode } from "react";

/** The id of a field's input. */
export function fieldId(field: string): string {
  return `create-${field}`;
}

export interface FieldProps {
  /** Distinct within the form. */
  readonly field: string;
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with it. */
  readonly complaint?: string;
  readonly isRequired?: boolean;
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly isReadOnly?: boolean;
  /** Known values to choose from. */
  readonly suggestions?: readonly string[];
  readonly inputMode?: "numeric" | "decimal";
  /** Shown as dots. */
  readonly isMasked?: boolean;
  /** It may take several lines. */
  readonly isLong?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { field, value, onChange, suggestions, inputMode, isMasked = false, isReadOnly } = props;
  const id = fieldId(field);
  const list = suggestions === undefined ? undefined : `${id}-list`;
  const common = {
    id,
    value,
    placeholder: props.placeholder,
    "aria-describedby": `${id}-help`,
    validated: props.complaint === undefined ? ("default" as const) : ("error" as const),
    autoComplete: "off",
    spellCheck: false,
    className: isMasked ? "ad-masked" : undefined,
    // Required for a screen reader, and never a bubble of the browser's own.
    "aria-required": props.isRequired,
  };
  return (
    <Field {...props}>
      {/* An input would drop the ends of lines. */}
      {props.isLong || value.includes("\n") ? (
        <TextArea
          {...common}
          rows={1}
          autoResize
          resizeOrientation="vertical"
          onChange={(_event, text) => onChange(text)}
        />
      ) : (
        <TextInput
          {...common}
          {...(isReadOnly ? { readOnlyVariant: "default" as const } : {})}
          inputMode={inputMode}
          list={list}
          onChange={(_event, text) => onChange(text)}
        />
      )}
      {list === undefined ? null : (
        <datalist id={list}>
          {suggestions?.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </Field>
  );
}

/** Label, input and what is to be said below it. */
export function Field({
  field,
  label,
  hint,
  complaint,
  isRequired,
  children,
}: FieldProps & { readonly children: ReactNode }) {
  const id = fieldId(field);
  return (
    <FormGroup label={label} fieldId={id} isRequired={isRequired} className="ad-field">
      {children}
      <FormHelperText id={`${id}-help`}>
        {complaint !== undefined || hint !== undefined ? (
          <HelperText>
            {complaint === undefined ? null : (
              <HelperTextItem variant="error">{complaint}</HelperTextItem>
            )}
            {hint === undefined ? null : <HelperTextItem>{hint}</HelperTextItem>}
          </HelperText>
        ) : null}
      </FormHelperText>
    </FormGroup>
  );
}

export interface ChoiceFieldProps<Value extends string> extends FieldProps {
  readonly value: Value;
  readonly words: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
}

export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { field, value, words, onChange } = props;
  const id = fieldId(field);
  const values = keysOf(words);
  return (
    <Field {...props}>
      <FormSelect
        id={id}
        value={value}
        aria-describedby={`${id}-help`}
        onChange={(_event, chosen) => {
          const known = values.find((one) => one === chosen);
          if (known !== undefined) onChange(known);
        }}
      >
        {values.map((one) => (
          <FormSelectOption key={one} value={one} label={words[one]} />
        ))}
      </FormSelect>
    </Field>
  );
}

export interface CheckFieldProps {
  readonly field: string;
  readonly label: string;
  readonly hint?: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

export function CheckField({ field, label, hint, isChecked, onChange }: CheckFieldProps) {
  return (
    <Checkbox
      id={fieldId(field)}
      label={label}
      description={hint}
      isChecked={isChecked}
      onChange={(_event, checked) => onChange(checked)}
    />
  );
}

function keysOf<Key extends string>(words: Readonly<Record<Key, string>>): Key[] {
  const keys: Key[] = [];
  for (const key in words) keys.push(key);
  return keys;
}
