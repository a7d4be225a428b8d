// Lets the deployment before boot next, and restarts the host only if that is chosen.

import { Checkbox, List, ListItem } from "@patternfly/react-core";
import { useState } from "react";
import { useHost } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { useDecide, type Verdict } from "../../api/verdict";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { beginRestart } from "../../hooks/restarting";
import { bootName } from "./verdictWords";

export interface RollBackDialogProps {
  readonly host: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly onClose: () => void;
}

export function RollBackDialog({ host, name, verdict, onClose }: RollBackDialogProps) {
  const [restarts, setRestarts] = useState(false);
  const decide = useDecide(host);
  const announce = useAnnounce();
  const facts = useHost(host).data?.facts;
  const permission = usePermission("host_reboot");
  const [runs, ran] = [bootName(verdict.now), bootName(verdict.before)];
  const confirm = () =>
    decide.mutate(
      { decision: "roll_back", reboot: restarts },
      {
        onSuccess: () => {
          if (restarts) {
            beginRestart(host, "reboot", {
              bootTime: facts?.boot_time,
              bootId: verdict.now.boot_id,
            });
          } else {
            announce({ variant: "success", title: `${ran ?? "The one before"} boots next` });
          }
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      title={`Roll ${name} back?`}
      confirm={restarts ? "Roll back and restart" : "Roll back"}
      isDanger
      isPending={decide.isPending}
      error={decide.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <List>
        <ListItem>{ran ?? "The deployment that ran before"} boots next.</ListItem>
        <ListItem>{runs ?? "What runs now"} stays on the disk, and can be booted again.</ListItem>
        <ListItem>
          {restarts
            ? "The host restarts right afterwards: all containers stop, and everybody is cut off until it is back."
            : "Until somebody restarts the host, it goes on with what runs now."}
        </ListItem>
      </List>
      <Checkbox
        id="roll-back-restart"
        className="ad-field"
        label="Restart the host afterwards"
        {...(permission.allowed ? {} : { description: permission.why })}
        isDisabled={!permission.allowed}
        isChecked={restarts}
        onChange={(_event, on) => setRestarts(on)}
      />
    </ConfirmDialog>
  );
}
