// Variables, one by one or from a pasted `.env`.

import { Alert, Button, Switch, TextArea } from "@patternfly/react-core";
import { useState } from "react";
import { counted, listed } from "../../util/format";
import { merged, parseDotEnv } from "./dotenv";
import { Field, fieldId, TextField } from "./fields";
import type { PairRow } from "./model";
import { Rows } from "./Rows";
import { complaintOf, type PartProps } from "./section";

export function EnvironmentPart({
  form,
  set,
  complaints,
  isEdit,
}: PartProps & { isEdit: boolean }) {
  const [isPasting, setPasting] = useState(false);
  // What others put there may be nobody's to read over a shoulder.
  const [isShown, setShown] = useState(!isEdit);
  return (
    <>
      {form.environment.length > 0 ? (
        <Switch
          id={fieldId("show-values")}
          label="Show values"
          isChecked={isShown}
          onChange={(_event, shown) => setShown(shown)}
        />
      ) : null}
      <Rows<PairRow>
        rows={form.environment}
        onChange={(environment) => set({ environment })}
        blank={{ name: "", value: "" }}
        what="variable"
        first={(id) => `variable-${id}-name`}
        nameOf={({ name }) => name}
        actions={
          isPasting ? null : (
            <Button variant="link" isInline onClick={() => setPasting(true)}>
              Paste a .env file
            </Button>
          )
        }
      >
        {(row, setRow) => (
          <>
            <TextField
              field={`variable-${row.id}-name`}
              label="Name"
              value={row.name}
              isRequired
              complaint={complaintOf(complaints, `variable-${row.id}-name`)}
              onChange={(name) => setRow({ name })}
            />
            <TextField
              field={`variable-${row.id}-value`}
              label="Value"
              value={row.value}
              isMasked={!isShown}
              onChange={(value) => setRow({ value })}
            />
          </>
        )}
      </Rows>
      {isPasting ? (
        <PasteDotEnv
          onTake={(variables) => {
            set({ environment: merged(form.environment, variables) });
            setPasting(false);
          }}
          onClose={() => setPasting(false)}
        />
      ) : null}
    </>
  );
}

interface PasteDotEnvProps {
  readonly onTake: (variables: ReturnType<typeof parseDotEnv>["variables"]) => void;
  readonly onClose: () => void;
}

function PasteDotEnv({ onTake, onClose }: PasteDotEnvProps) {
  const [text, setText] = useState("");
  const { variables, problems, duplicates } = parseDotEnv(text);
  const id = fieldId("dotenv");
  return (
    <div className="ad-paste">
      <Field
        field="dotenv"
        label="Content of a .env file"
        hint="Comments, quotes and export are understood; nothing is expanded. Names that are there already get the new value."
      >
        <TextArea
          id={id}
          aria-describedby={`${id}-help`}
          className="ad-mono"
          rows={6}
          resizeOrientation="vertical"
          spellCheck={false}
          value={text}
          autoFocus
          placeholder={'# one variable a line\nMODE=production\nGREETING="Hello there"'}
          onChange={(_event, value) => setText(value)}
        />
      </Field>
      {problems.length > 0 ? (
        <Alert component="h3" isInline variant="danger" title="Some lines cannot be read">
          <ul>
            {problems.map(({ line, says }) => (
              <li key={line}>
                Line {line}: {says}.
              </li>
            ))}
          </ul>
        </Alert>
      ) : null}
      {duplicates.length > 0 ? (
        <Alert
          component="h3"
          isInline
          variant="warning"
          title={`${listed(duplicates.map(({ name }) => name))} stand more than once: the last value counts`}
        />
      ) : null}
      <div className="ad-row-actions-below">
        <Button
          variant="secondary"
          isAriaDisabled={variables.length === 0 || problems.length > 0}
          onClick={() => onTake(variables)}
        >
          Take {counted(variables.length, "variable")}
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
