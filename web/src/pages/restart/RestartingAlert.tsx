// That the host is away after it was told to restart or to power off.

import { Alert, Button, Spinner } from "@patternfly/react-core";
import type { PowerAction } from "../../api/power";
import { RESTART_EXPECTED, type Restart } from "../../hooks/restarting";
import { useNow } from "../../hooks/useNow";

export function RestartingAlert({ name, restart }: { name: string; restart: Restart }) {
  const isLate = useNow(5_000) - restart.since > RESTART_EXPECTED;
  if (restart.action === "power_off") {
    return (
      <Alert component="h2" isInline variant="info" title={`${name} is powering off…`}>
        It stays off until somebody switches it on. This page goes on by itself when it is back.
      </Alert>
    );
  }
  return (
    <Alert
      component="h2"
      isInline
      variant={isLate ? "warning" : "info"}
      title={`${name} is ${DOING[restart.action]}…`}
      customIcon={<Spinner size="md" aria-label="Restarting" />}
      actionLinks={
        isLate ? (
          <Button variant="link" isInline onClick={() => location.reload()}>
            Load the page again
          </Button>
        ) : undefined
      }
    >
      {isLate
        ? "It should be back by now. Look at its own console, or ask whoever is near it."
        : "This page goes on by itself as soon as the host is back."}
    </Alert>
  );
}

const DOING: Record<Exclude<PowerAction, "power_off">, string> = {
  reboot: "restarting",
  soft_reboot: "restarting without its kernel",
};
