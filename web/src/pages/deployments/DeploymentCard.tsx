// One deployment: its version, where it comes from, how old it is, and what it is to the host.

import { Card, CardBody, CardHeader, CardTitle, Label, LabelGroup } from "@patternfly/react-core";
import ThumbtackIcon from "@patternfly/react-icons/dist/esm/icons/thumbtack-icon";
import UndoIcon from "@patternfly/react-icons/dist/esm/icons/undo-icon";
import UnlockIcon from "@patternfly/react-icons/dist/esm/icons/unlock-icon";
import type { ReactNode } from "react";
import type { Schema } from "../../api/client";
import { CopyText } from "../../components/CopyText";
import { Moment } from "../../components/Moment";
import { short } from "../../util/format";
import { nameOf, originWords } from "./words";

type Deployment = Schema<"Deployment">;

export function DeploymentCard({ deployment }: { deployment: Deployment }) {
  const { origin, timestamp, checksum, layered_packages: layered, stateroot } = deployment;
  return (
    <Card isCompact className={deployment.booted ? "ad-deployment ad-booted" : "ad-deployment"}>
      <CardHeader>
        <div className="ad-deployment-head">
          <CardTitle component="h3">{nameOf(deployment)}</CardTitle>
          <Roles deployment={deployment} />
        </div>
      </CardHeader>
      <CardBody>
        <dl className="ad-terms">
          <Term name="Origin">
            <span className="ad-break">{originWords(origin)}</span>
          </Term>
          {timestamp ? (
            <Term name="Built">
              <Moment at={timestamp} />
            </Term>
          ) : null}
          <Term name="Checksum">
            <CopyText what="checksum" shown={short(checksum)} whole={checksum} />
          </Term>
          <Term name="Stateroot">{stateroot}</Term>
          {layered.length > 0 ? (
            <Term name="Layered packages">
              <LabelGroup aria-label="Layered packages" numLabels={6}>
                {layered.map((name) => (
                  <Label key={name} isCompact color="grey">
                    {name}
                  </Label>
                ))}
              </LabelGroup>
            </Term>
          ) : null}
        </dl>
      </CardBody>
    </Card>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Roles({ deployment }: { deployment: Deployment }) {
  const { booted, staged, rollback, pinned, next_boot: next, unlocked } = deployment;
  return (
    <LabelGroup aria-label={`What ${nameOf(deployment)} is`} numLabels={6}>
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
      ].filter((label) => label !== null)}
    </LabelGroup>
  );
}
