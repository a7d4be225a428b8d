// A field for one more name, and the button that takes it; Enter does the same and sends nothing.

import { Button, InputGroup, InputGroupItem, TextInput } from "@patternfly/react-core";
import { useId, useState } from "react";
import { complaintOf, isGoodName, type NameKind } from "../names";

export interface NewNameProps {
  readonly kind: NameKind;
  readonly label: string;
  readonly placeholder?: string;
  readonly help?: string;
  readonly suggestions?: readonly string[];
  readonly onAdd: (name: string) => void;
}

export function NewName(props: NewNameProps) {
  const { kind, label, placeholder, help, suggestions, onAdd } = props;
  const id = useId();
  const [text, setText] = useState("");
  const name = text.trim();
  const complaint = complaintOf(kind, name);
  const says = complaint ?? help;
  const add = () => {
    if (!isGoodName(kind, name)) return;
    onAdd(name);
    setText("");
  };
  return (
    <div>
      <label htmlFor={id} className="ad-quiet">
        {label}
      </label>
      <InputGroup>
        <InputGroupItem isFill>
          <TextInput
            id={id}
            value={text}
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder}
            list={suggestions === undefined ? undefined : `${id}-list`}
            validated={complaint === undefined ? "default" : "error"}
            aria-describedby={says === undefined ? undefined : `${id}-help`}
            onChange={(_event, value) => setText(value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add();
            }}
          />
        </InputGroupItem>
        <InputGroupItem>
          <Button
            variant="control"
            isDisabled={!isGoodName(kind, name)}
            aria-label={`Add: ${label.toLowerCase()}`}
            onClick={add}
          >
            Add
          </Button>
        </InputGroupItem>
      </InputGroup>
      {suggestions === undefined ? null : (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {says === undefined ? null : (
        <div id={`${id}-help`} className={complaint === undefined ? "ad-quiet" : "ad-complaint"}>
          {says}
        </div>
      )}
    </div>
  );
}
