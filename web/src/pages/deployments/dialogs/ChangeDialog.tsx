// Around every dialog that changes deployments: what will happen in words, the same as a command line, whether the
// host restarts afterwards (never unless chosen), and why the server refused, beside what was filled in.

import type { ReactNode } from "react";
import { useState } from "react";
import type { Change } from "../../../api/deployments";
import { useDeploymentChange } from "../../../api/queries";
import { FormDialog } from "../../../components/FormDialog";
import { changeLine } from "../commands";
import type { DialogProps } from "./DialogProps";
import { RestartChoice } from "./RestartChoice";

export interface ChangeDialogProps extends DialogProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly confirm: string;
  /** What is asked for; `undefined` as long as `missing` says why not. */
  readonly change: Change | undefined;
  readonly missing?: string | undefined;
  readonly tone?: "usual" | "danger";
  readonly size?: "small" | "medium";
  /** `pointless`: what the host boots stays the same. */
  readonly restart: "offered" | "pointless";
  readonly children?: ReactNode;
}

export function ChangeDialog(props: ChangeDialogProps) {
  const { host, data, onClose, title, lead, confirm, change, missing, children } = props;
  const { tone = "usual", size = "small", restart } = props;
  const ask = useDeploymentChange(host);
  const [afterwards, setAfterwards] = useState<"goes on" | "restarts">("goes on");
  const says = missing ?? (change === undefined ? "Fill in the form first." : undefined);
  return (
    <FormDialog
      title={title}
      lead={lead}
      confirm={afterwards === "restarts" ? `${confirm}, then restart` : confirm}
      tone={tone}
      size={size}
      command={change === undefined ? undefined : changeLine(change, data, afterwards)}
      {...(says === undefined ? {} : { missing: says })}
      isPending={ask.isPending}
      error={ask.error}
      onConfirm={() => {
        if (change === undefined) return;
        ask.mutate({ ...change, reboot: afterwards === "restarts" }, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      {children}
      {restart === "offered" ? (
        <RestartChoice host={host} afterwards={afterwards} onChange={setAfterwards} />
      ) : (
        <p className="ad-quiet">Nothing restarts.</p>
      )}
    </FormDialog>
  );
}
