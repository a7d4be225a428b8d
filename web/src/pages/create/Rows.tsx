// A list in the form: its rows, a button that adds one and takes the focus there, and one beside each that
// removes it.

import { Button } from "@patternfly/react-core";
import PlusCircleIcon from "@patternfly/react-icons/dist/esm/icons/plus-circle-icon";
import TimesIcon from "@patternfly/react-icons/dist/esm/icons/times-icon";
import { type ReactNode, useRef } from "react";
import { fieldId } from "./fields";
import { nextId, type Row } from "./model";

export interface RowsProps<Line extends Row> {
  readonly rows: readonly Line[];
  readonly onChange: (rows: readonly Line[]) => void;
  /** A new row, but for its id. */
  readonly blank: Omit<Line, "id">;
  /** What one row is, e.g. "port". */
  readonly what: string;
  /** The field of a row that is filled in first. */
  readonly first: (id: number) => string;
  /** How a row is called, for its remove button. */
  readonly nameOf: (row: Line) => string;
  readonly children: (row: Line, set: (patch: Partial<Line>) => void) => ReactNode;
  readonly actions?: ReactNode;
}

export function Rows<Line extends Row>(props: RowsProps<Line>) {
  const { rows, onChange, blank, what, first, nameOf, children, actions } = props;
  const adds = useRef<HTMLButtonElement>(null);
  const add = () => {
    const id = nextId(rows);
    onChange([...rows, withId(blank, id)]);
    focusSoon(first(id));
  };
  return (
    <div className="ad-rows">
      {rows.map((row, place) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere
        <div key={row.id} role="group" aria-label={`${what} ${place + 1}`} className="ad-row">
          <div className="ad-row-fields">
            {children(row, (patch) =>
              onChange(rows.map((other) => (other.id === row.id ? { ...other, ...patch } : other))),
            )}
          </div>
          <Button
            variant="plain"
            icon={<TimesIcon />}
            aria-label={`Remove ${what} ${nameOf(row) || place + 1}`}
            onClick={() => {
              onChange(rows.filter((other) => other.id !== row.id));
              adds.current?.focus();
            }}
          />
        </div>
      ))}
      <div className="ad-row-actions-below">
        <Button ref={adds} variant="link" isInline icon={<PlusCircleIcon />} onClick={add}>
          Add {what}
        </Button>
        {actions}
      </div>
    </div>
  );
}

function withId<Line extends Row>(blank: Omit<Line, "id">, id: number): Line;
function withId(blank: object, id: number) {
  return { ...blank, id };
}

/** Once it is there. */
function focusSoon(field: string): void {
  requestAnimationFrame(() => document.getElementById(fieldId(field))?.focus());
}
