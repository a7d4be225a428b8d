// The update on offer, if the last check found one, and the two ways on: check, upgrade.

import { Card, CardBody, CardFooter, CardTitle, Content, Flex } from "@patternfly/react-core";
import DownloadIcon from "@patternfly/react-icons/dist/esm/icons/download-icon";
import SyncAltIcon from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { useState } from "react";
import type { Schema } from "../../api/client";
import { useDeploymentChange } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { failureOf, useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Moment } from "../../components/Moment";
import { counted } from "../../util/format";
import { packageWords, updateName } from "./words";

export interface UpdateCardProps {
  readonly host: string;
  readonly data: Schema<"Deployments">;
  readonly running: Schema<"Operation"> | undefined;
}

export function UpdateCard({ host, data, running }: UpdateCardProps) {
  const { update } = data;
  const [isAsking, setAsking] = useState(false);
  const check = useDeploymentChange(host);
  const announce = useAnnounce();
  const checks = usePermission("deployment_check");
  const upgrades = usePermission("deployment_upgrade");
  const busy =
    running !== undefined || data.busy ? "Wait until the update service is done." : undefined;
  const onOffer = update !== null && update !== undefined && !update.staged;
  return (
    <Card component="section" aria-labelledby="update">
      <CardTitle id="update" component="h2">
        {onOffer ? `Update available: ${updateName(update)}` : "Update"}
      </CardTitle>
      <CardBody>
        {update ? (
          <UpdateFacts update={update} />
        ) : (
          <p>No update is known. A check asks the update server and changes nothing on the host.</p>
        )}
      </CardBody>
      <CardFooter>
        <Flex gap={{ default: "gapSm" }}>
          <ActionButton
            variant={onOffer ? "primary" : "secondary"}
            icon={<DownloadIcon />}
            permission={upgrades}
            blocked={
              busy ?? (update?.staged ? "It is staged: only the reboot is missing." : undefined)
            }
            onClick={() => setAsking(true)}
          >
            Upgrade
          </ActionButton>
          <ActionButton
            variant="secondary"
            icon={<SyncAltIcon />}
            isLoading={check.isPending}
            permission={checks}
            blocked={busy}
            onClick={() =>
              check.mutate(
                { verb: "check", reboot: false },
                {
                  onError: (error) => announce(failureOf("Could not check for an update", error)),
                },
              )
            }
          >
            Check for update
          </ActionButton>
        </Flex>
      </CardFooter>
      {isAsking ? (
        <ConfirmUpgrade host={host} update={update} onClose={() => setAsking(false)} />
      ) : null}
    </Card>
  );
}

function UpdateFacts({ update }: { update: Schema<"Update"> }) {
  const { timestamp, packages, advisories, staged } = update;
  return (
    <ul className="ad-facts">
      {staged ? (
        <li>{updateName(update)} is downloaded and staged: it applies with a reboot.</li>
      ) : null}
      {timestamp ? (
        <li>
          Built <Moment at={timestamp} />
        </li>
      ) : null}
      {packages ? <li>{packageWords(packages)}</li> : null}
      {advisories > 0 ? (
        <li>
          Resolves{" "}
          <strong>{counted(advisories, "security advisory", "security advisories")}</strong>
        </li>
      ) : null}
    </ul>
  );
}

interface ConfirmUpgradeProps {
  readonly host: string;
  readonly update: Schema<"Update"> | null | undefined;
  readonly onClose: () => void;
}

function ConfirmUpgrade({ host, update, onClose }: ConfirmUpgradeProps) {
  const upgrade = useDeploymentChange(host);
  return (
    <ConfirmDialog
      title={update ? `Upgrade to ${updateName(update)}?` : "Upgrade to the newest version?"}
      confirm="Download and stage"
      isPending={upgrade.isPending}
      error={upgrade.error}
      onConfirm={() => upgrade.mutate({ verb: "upgrade", reboot: false }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Content component="p">
        The new version is downloaded and put beside the present one.{" "}
        <strong>Nothing reboots</strong> and nothing that runs is touched: it applies with the next
        reboot, which you decide on.
      </Content>
    </ConfirmDialog>
  );
}
