// A container's state and health, as icon, colour and word.

import { Label, LabelGroup } from "@patternfly/react-core";
import { type Container, lookOf } from "./state";

const STATUS = {
  good: { status: "success" },
  bad: { status: "danger" },
  busy: { status: "warning" },
  calm: { color: "grey" },
} as const;

const HEALTH = {
  starting: { status: "info", word: "Health: starting" },
  healthy: { status: "success", word: "Healthy" },
  unhealthy: { status: "danger", word: "Unhealthy" },
} as const;

export function StateLabel({ container }: { container: Container }) {
  const { word, mood } = lookOf(container);
  const label = (
    <Label isCompact variant="outline" {...STATUS[mood]}>
      {word}
    </Label>
  );
  // In a box of its own, because a grid would stretch it.
  if (!container.health) return <div>{label}</div>;
  const { status, word: health } = HEALTH[container.health];
  return (
    <LabelGroup aria-label={`State of ${container.name}`}>
      {label}
      <Label isCompact variant="outline" status={status}>
        {health}
      </Label>
    </LabelGroup>
  );
}
