// The kernel arguments of the next boot: change, delete and append, with what comes of it before anything is done.

import { Button, TextInput } from "@patternfly/react-core";
import TimesIcon from "@patternfly/react-icons/dist/esm/icons/times-icon";
import UndoIcon from "@patternfly/react-icons/dist/esm/icons/undo-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useId, useState } from "react";
import { ArgumentLines } from "../ArgumentLines";
import {
  type ArgumentRow,
  differenceOf,
  isEmptyWish,
  rowComplaint,
  rowsOf,
  wishOf,
  withNew,
} from "../kernelArguments";
import { nameWithin } from "../words";
import { ChangeDialog } from "./ChangeDialog";
import type { DialogProps } from "./DialogProps";
import { NewName } from "./NewName";

export function KernelArgumentsDialog(props: DialogProps) {
  const next = props.data.deployments.find((deployment) => deployment.next_boot);
  // As they were when it was opened: what one edits must not move.
  const [present] = useState(next?.kernel_arguments ?? []);
  const [rows, setRows] = useState(() => rowsOf(present));
  const wish = wishOf(rows);
  const isWrong = rows.some((row) => rowComplaint(row) !== undefined);
  const missing = isWrong
    ? "Something above is not right yet."
    : isEmptyWish(wish)
      ? "Nothing is changed yet."
      : undefined;
  const after = rows.filter(({ fate, text }) => fate === "stays" && text !== "");
  const set = (id: number, patch: Partial<ArgumentRow>) =>
    setRows(rows.map((row) => (row.id === id ? { ...row, ...patch } : row)));
  return (
    <ChangeDialog
      {...props}
      title="Kernel arguments"
      confirm="Change kernel arguments"
      size="medium"
      lead={`A new deployment is made of ${next === undefined ? "what boots next" : nameWithin(next)} with these arguments. The present one is kept, and can be rolled back to.`}
      change={missing === undefined ? { verb: "kernel_arguments", ...wish } : undefined}
      missing={missing}
      restart="offered"
    >
      <Table variant="compact" borders={false} gridBreakPoint="" aria-label="Kernel arguments">
        <Thead>
          <Tr>
            <Th>Argument</Th>
            <Th screenReaderText="Actions" />
          </Tr>
        </Thead>
        <Tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} set={set} drop={() => setRows(without(rows, row.id))} />
          ))}
        </Tbody>
      </Table>
      <NewName
        kind="kernel_argument"
        label="New argument"
        placeholder="console=ttyS0"
        onAdd={(text) => setRows(withNew(rows, text))}
      />
      <section aria-label="What changes" className="ad-changes">
        <div className="ad-quiet">What changes</div>
        <ArgumentLines
          lines={differenceOf(
            present,
            after.map(({ text }) => text),
          )}
          none="Nothing yet."
        />
      </section>
    </ChangeDialog>
  );
}

function without(rows: readonly ArgumentRow[], id: number): readonly ArgumentRow[] {
  return rows.filter((row) => row.id !== id);
}

interface RowProps {
  readonly row: ArgumentRow;
  readonly set: (id: number, patch: Partial<ArgumentRow>) => void;
  readonly drop: () => void;
}

function Row({ row, set, drop }: RowProps) {
  const { id, original, text, fate } = row;
  const fieldId = useId();
  const complaint = rowComplaint(row);
  const name = original === "" ? text : original;
  return (
    <Tr>
      <Td dataLabel="Argument">
        {fate === "goes" ? (
          <del className="ad-mono ad-break">{original}</del>
        ) : (
          <TextInput
            id={fieldId}
            className="ad-mono"
            value={text}
            aria-label={`Argument ${name}`}
            aria-describedby={complaint === undefined ? undefined : `${fieldId}-help`}
            autoComplete="off"
            spellCheck={false}
            validated={complaint === undefined ? "default" : "error"}
            onChange={(_event, value) => set(id, { text: value.trim() })}
          />
        )}
        {complaint === undefined ? null : (
          <div id={`${fieldId}-help`} className="ad-complaint">
            {complaint}
          </div>
        )}
      </Td>
      <Td isActionCell>
        {fate === "goes" ? (
          <Button
            variant="plain"
            icon={<UndoIcon />}
            aria-label={`Keep ${name}`}
            onClick={() => set(id, { fate: "stays", text: original })}
          />
        ) : (
          <Button
            variant="plain"
            icon={<TimesIcon />}
            aria-label={`Delete ${name}`}
            onClick={() => (original === "" ? drop() : set(id, { fate: "goes" }))}
          />
        )}
      </Td>
    </Tr>
  );
}
