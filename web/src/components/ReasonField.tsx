// Why something is done, in a person's words.

import { TextField } from "./TextField";

/** Characters; as the server has it. */
export const LONGEST_REASON = 200;

export interface ReasonFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** What is missing of a reason. */
export function reasonMissing(reason: string): string | undefined {
  if (reason.trim() === "") return "Give a reason.";
  return [...reason.trim()].length > LONGEST_REASON
    ? `A reason has at most ${LONGEST_REASON} characters.`
    : undefined;
}

export function ReasonField({ value, onChange }: ReasonFieldProps) {
  return (
    <TextField
      label="Reason"
      isRequired
      value={value}
      placeholder="Ticket 4711: the shop does not answer"
      help="It stands in the audit log. At most 200 characters."
      onChange={onChange}
    />
  );
}
