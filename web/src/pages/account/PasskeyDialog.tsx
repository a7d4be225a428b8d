// Adds a passkey: a name for it, then the browser asks for a finger, a PIN or a key.

import { useState } from "react";
import { useAddPasskey } from "../../api/factors";
import { FormDialog } from "../../components/FormDialog";
import { TextField } from "../../components/TextField";
import type { FactorDialogProps } from "./AppDialog";

export function PasskeyDialog({ onDone, onClose }: FactorDialogProps) {
  const add = useAddPasskey();
  const [label, setLabel] = useState("");
  const missing = label.trim() === "" ? "Give it a name." : undefined;
  const isCancelled = add.error instanceof DOMException;
  return (
    <FormDialog
      title="Add a passkey"
      lead="Your browser asks for it next. It works at this address of the console only."
      confirm="Add passkey"
      {...(missing === undefined ? {} : { missing })}
      isPending={add.isPending}
      error={isCancelled ? new Error("No passkey was made. Please try again.") : add.error}
      onConfirm={() => add.mutate(label.trim(), { onSuccess: onDone })}
      onClose={onClose}
    >
      <TextField
        label="Name"
        isRequired
        value={label}
        placeholder="Blue key"
        onChange={setLabel}
        help="So that you know it again, at most 64 characters."
      />
    </FormDialog>
  );
}
