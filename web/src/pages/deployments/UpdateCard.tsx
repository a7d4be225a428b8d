// The update on offer, if the last check found one: what it is, what it would change, and the ways on.

import { Button, Card, CardBody, CardFooter, CardTitle, Flex, Label } from "@patternfly/react-core";
import DownloadIcon from "@patternfly/react-icons/dist/esm/icons/download-icon";
import SyncAltIcon from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import type { Schema } from "../../api/client";
import type { Deployments } from "../../api/deployments";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { Moment } from "../../components/Moment";
import { RouteLink } from "../../components/RouteLink";
import { counted } from "../../util/format";
import type { Ask } from "./asking";
import type { Check } from "./useCheck";
import { obstacleTo, type Service } from "./verbs";
import { differencePath, packageWords, SEVERITIES, updateName } from "./words";

export interface UpdateCardProps {
  readonly host: string;
  readonly data: Deployments;
  readonly service: Service;
  readonly ask: Ask;
  readonly check: Check;
}

export function UpdateCard({ host, data, service, ask, check }: UpdateCardProps) {
  const { update, deployments } = data;
  const checks = usePermission("deployment_check");
  const upgrades = usePermission("deployment_upgrade");
  const onOffer = update !== null && update !== undefined && !update.staged;
  const booted = deployments.find((deployment) => deployment.booted);
  const staged = update?.staged ? deployments.find((deployment) => deployment.staged) : undefined;
  const isStaged = update?.staged ? "It is staged: only the reboot is missing." : undefined;
  const noUpgrade = obstacleTo("upgrade", data, service) ?? isStaged;
  const noCheck = obstacleTo("check", data, service);
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
            {...(noUpgrade === undefined ? {} : { blocked: noUpgrade })}
            onClick={() => ask({ of: "host", verb: "upgrade" })}
          >
            Upgrade
          </ActionButton>
          <ActionButton
            variant="secondary"
            icon={<SyncAltIcon />}
            isLoading={check.isPending}
            permission={checks}
            {...(noCheck === undefined ? {} : { blocked: noCheck })}
            onClick={check.run}
          >
            Check for update
          </ActionButton>
          {update && booted ? (
            <Button
              variant="link"
              component={RouteLink}
              href={differencePath(host, booted.id, staged?.id)}
            >
              What would change?
            </Button>
          ) : null}
        </Flex>
      </CardFooter>
    </Card>
  );
}

function UpdateFacts({ update }: { update: Schema<"Update"> }) {
  const { timestamp, packages, advisories, severity, staged } = update;
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
          {severity ? (
            <>
              {", the gravest: "}
              <Label isCompact color={SEVERITIES[severity].color}>
                {SEVERITIES[severity].words}
              </Label>
            </>
          ) : null}
        </li>
      ) : null}
    </ul>
  );
}
