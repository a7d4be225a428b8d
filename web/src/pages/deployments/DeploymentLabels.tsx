// What a deployment is to the host, a label each.

import { Label, LabelGroup } from "@patternfly/react-core";
import BoltIcon from "@patternfly/react-icons/dist/esm/icons/bolt-icon";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import ThumbtackIcon from "@patternfly/react-icons/dist/esm/icons/thumbtack-icon";
import UndoIcon from "@patternfly/react-icons/dist/esm/icons/undo-icon";
import UnlockIcon from "@patternfly/react-icons/dist/esm/icons/unlock-icon";
import type { Deployment } from "../../api/deployments";
import { nameOf } from "./words";

export function DeploymentLabels({ deployment }: { deployment: Deployment }) {
  const { booted, staged, locked, rollback, pinned, next_boot: next, unlocked, live } = deployment;
  return (
    <LabelGroup aria-label={`What ${nameOf(deployment)} is`} numLabels={8}>
      {[
        booted ? (
          <Label key="booted" isCompact status="success">
            Booted
          </Label>
        ) : null,
        staged ? (
          <Label key="staged" isCompact status="info">
            Staged
          </Label>
        ) : null,
        locked ? (
          <Label key="locked" isCompact color="grey" icon={<LockIcon />}>
            Downloaded, locked
          </Label>
        ) : null,
        next && !booted ? (
          <Label key="next" isCompact status="warning">
            Boots next
          </Label>
        ) : null,
        rollback ? (
          <Label key="rollback" isCompact color="grey" icon={<UndoIcon />}>
            Rollback
          </Label>
        ) : null,
        pinned ? (
          <Label key="pinned" isCompact color="purple" icon={<ThumbtackIcon />}>
            Pinned
          </Label>
        ) : null,
        unlocked ? (
          <Label key="unlocked" isCompact color="orange" icon={<UnlockIcon />}>
            Unlocked: {unlocked}
          </Label>
        ) : null,
        live ? (
          <Label key="live" isCompact color="teal" icon={<BoltIcon />}>
            Applied live
          </Label>
        ) : null,
      ].filter((label) => label !== null)}
    </LabelGroup>
  );
}
