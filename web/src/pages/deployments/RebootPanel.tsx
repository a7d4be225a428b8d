// "Reboot to apply", as long as the next boot starts something other than what runs; and that the host
// is away after it was asked to restart.

import { Alert, Button, Content, List, ListItem, Spinner } from "@patternfly/react-core";
import PowerOffIcon from "@patternfly/react-icons/dist/esm/icons/power-off-icon";
import { useCallback, useState } from "react";
import type { Schema } from "../../api/client";
import { useContainers, useHost, useReboot } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { beginRestart, RESTART_EXPECTED, type Restart, useRestart } from "../../hooks/restarting";
import { useNow } from "../../hooks/useNow";
import { counted } from "../../util/format";
import { isRunning } from "../containers/state";
import { useNoPower } from "./useNoPower";
import { nameOf } from "./words";

export interface RebootPanelProps {
  readonly host: string;
  readonly name: string;
  readonly data: Schema<"Deployments">;
}

export function RebootPanel({ host, name, data }: RebootPanelProps) {
  const [isAsking, setAsking] = useState(false);
  const permission = usePermission("host_reboot");
  const blocked = useNoPower(host);
  const restart = useRestart(
    host,
    useCallback(() => {}, []),
  );
  const next = data.deployments.find((deployment) => deployment.next_boot);
  if (restart !== undefined) return <Restarting name={name} restart={restart} />;
  if (!data.reboot_to_apply) return null;
  return (
    <>
      <Alert
        component="h2"
        isInline
        variant="warning"
        title={next === undefined ? "A reboot is pending" : `${nameOf(next)} is ready to boot`}
        className="ad-reboot"
        actionLinks={
          <ActionButton
            variant="primary"
            icon={<PowerOffIcon />}
            permission={permission}
            blocked={blocked}
            onClick={() => setAsking(true)}
          >
            Reboot to apply
          </ActionButton>
        }
      >
        The host goes on with what runs until somebody reboots it.
      </Alert>
      {isAsking ? (
        <ConfirmReboot host={host} name={name} next={next} onClose={() => setAsking(false)} />
      ) : null}
    </>
  );
}

interface ConfirmRebootProps {
  readonly host: string;
  readonly name: string;
  readonly next: Schema<"Deployment"> | undefined;
  readonly onClose: () => void;
}

function ConfirmReboot({ host, name, next, onClose }: ConfirmRebootProps) {
  const reboot = useReboot(host);
  const facts = useHost(host).data?.facts;
  const containers = useContainers(host).data?.containers;
  const running = containers?.filter(isRunning).length;
  const confirm = () =>
    reboot.mutate(undefined, {
      onSuccess: () => {
        beginRestart(host, facts?.boot_time);
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={`Reboot ${name}?`}
      confirm={`Reboot ${name}`}
      isDanger
      isPending={reboot.isPending}
      error={reboot.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <List>
        <ListItem>
          {running === undefined
            ? "All containers stop."
            : `${counted(running, "running container")} will stop. Those set to restart come back after it.`}
        </ListItem>
        <ListItem>
          {next === undefined ? "The host boots its first deployment." : `${nameOf(next)} boots.`}
        </ListItem>
        <ListItem>What runs now is kept, and can be booted again.</ListItem>
      </List>
      <Content component="p" className="ad-remedy">
        Everybody who uses <strong>{name}</strong> is cut off until it is back.
      </Content>
    </ConfirmDialog>
  );
}

function Restarting({ name, restart }: { name: string; restart: Restart }) {
  const isLate = useNow(5_000) - restart.since > RESTART_EXPECTED;
  return (
    <Alert
      component="h2"
      isInline
      variant={isLate ? "warning" : "info"}
      title={`${name} is restarting…`}
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
