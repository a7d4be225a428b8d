// Asks once more before the host goes away now, in the words of what that interrupts.

import { List, ListItem } from "@patternfly/react-core";
import { type Impact, type PowerAction, useAskPower } from "../../api/power";
import { useHost } from "../../api/queries";
import { useVerdict } from "../../api/verdict";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { beginRestart } from "../../hooks/restarting";
import { POWER_VERBS, type PowerDraft, powerLine, requestOf } from "./power";
import { summaryOf } from "./stops";

export interface ConfirmPowerProps {
  readonly host: string;
  readonly name: string;
  readonly impact: Impact;
  readonly draft: PowerDraft;
  readonly onClose: () => void;
}

export function ConfirmPower({ host, name, impact, draft, onClose }: ConfirmPowerProps) {
  const ask = useAskPower(host);
  const facts = useHost(host).data?.facts;
  const boot = useVerdict(host).data?.now;
  const verb = POWER_VERBS[draft.action];
  const confirm = () =>
    ask.mutate(requestOf(draft), {
      onSuccess: () => {
        beginRestart(host, draft.action, { bootTime: facts?.boot_time, bootId: boot?.boot_id });
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={`${verb} ${name} now?`}
      confirm={`${verb} ${name}`}
      isDanger
      isPending={ask.isPending}
      error={ask.error}
      command={powerLine(draft, Date.now())}
      onConfirm={confirm}
      onClose={onClose}
    >
      <List>
        {summaryOf(impact).map((line) => (
          <ListItem key={line}>{line}</ListItem>
        ))}
        <ListItem>{AFTERWARDS[draft.action]}</ListItem>
      </List>
    </ConfirmDialog>
  );
}

const AFTERWARDS: Record<PowerAction, string> = {
  reboot: "Everybody who uses it is cut off until it is back.",
  power_off: "It stays off until somebody switches it on: not from here.",
  soft_reboot: "Everybody who uses it is cut off until it is back. The kernel stays.",
};
