// What the dialogs that send a file share: the input, and how far the file is.

import { FormGroup, HelperText, HelperTextItem, Progress } from "@patternfly/react-core";
import { bytes } from "../../util/format";
import type { SendingState } from "./useSending";

export interface FileInputProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly complaint: string | undefined;
  /** A whole folder instead of a file. */
  readonly isFolder?: boolean;
  readonly onChange: (files: readonly File[]) => void;
}

export function FileInput({
  id,
  label,
  hint,
  complaint,
  isFolder = false,
  onChange,
}: FileInputProps) {
  return (
    <FormGroup label={label} fieldId={id} isRequired>
      <input
        id={id}
        type="file"
        className="ad-file"
        aria-describedby={`${id}-hint`}
        {...(isFolder ? {} : { accept: ".tar,.tgz,.gz,.xz,.zst,application/x-tar" })}
        // React's types do not know it.
        ref={(input) => {
          if (isFolder) input?.setAttribute("webkitdirectory", "");
        }}
        onChange={({ currentTarget }) => onChange([...(currentTarget.files ?? [])])}
      />
      <HelperText id={`${id}-hint`}>
        {complaint === undefined ? null : (
          <HelperTextItem variant="error">{complaint}</HelperTextItem>
        )}
        <HelperTextItem>{hint}</HelperTextItem>
      </HelperText>
    </FormGroup>
  );
}

export function SendingProgress({ progress }: Pick<SendingState, "progress">) {
  if (progress === undefined) return null;
  const { sent, total } = progress;
  const percent = total === 0 ? 100 : Math.floor((sent / total) * 100);
  const isThere = sent >= total;
  return (
    <Progress
      className="ad-stale"
      value={percent}
      title={isThere ? "Sent; the engine takes it in" : "Sending"}
      label={`${bytes(sent)} of ${bytes(total)}`}
      valueText={`${percent} percent`}
      aria-label="Sending"
    />
  );
}
