// Above the deployments: that the host is away, what is scheduled, how the last boot stands, and "Restart…" as
// long as the next boot starts something other than what runs. The restart itself is asked for on its own page.

import { Alert, Button } from "@patternfly/react-core";
import PowerOffIcon from "@patternfly/react-icons/dist/esm/icons/power-off-icon";
import { useCallback } from "react";
import type { Schema } from "../../api/client";
import { RouteLink } from "../../components/RouteLink";
import { useRestart } from "../../hooks/restarting";
import { restartPath } from "../restart/paths";
import { RestartingAlert } from "../restart/RestartingAlert";
import { ScheduledBanner } from "../restart/ScheduledBanner";
import { VerdictCard } from "../verdict/VerdictCard";
import { nameOf } from "./words";

export interface RebootPanelProps {
  readonly host: string;
  readonly name: string;
  readonly data: Schema<"Deployments">;
}

export function RebootPanel({ host, name, data }: RebootPanelProps) {
  const restart = useRestart(
    host,
    useCallback(() => {}, []),
  );
  const next = data.deployments.find((deployment) => deployment.next_boot);
  if (restart !== undefined) return <RestartingAlert name={name} restart={restart} />;
  return (
    <>
      <ScheduledBanner host={host} name={name} />
      {data.reboot_to_apply ? (
        <Alert
          component="h2"
          isInline
          variant="warning"
          title={next === undefined ? "A restart is pending" : `${nameOf(next)} is ready to boot`}
          actionLinks={
            <Button
              variant="primary"
              icon={<PowerOffIcon />}
              component={RouteLink}
              href={restartPath(host)}
            >
              Restart…
            </Button>
          }
        >
          The host goes on with what runs until somebody restarts it. First you see what that
          interrupts.
        </Alert>
      ) : null}
      <VerdictCard host={host} name={name} />
    </>
  );
}
