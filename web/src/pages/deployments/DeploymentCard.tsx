// One deployment: its version, where it comes from, how old it is, who vouches for it, what it has otherwise than its
// image, what it is to the host, and what can be done to it.

import { Alert, Card, CardBody, CardHeader, CardTitle } from "@patternfly/react-core";
import type { ReactNode } from "react";
import type { Deployment, Deployments } from "../../api/deployments";
import { CopyText } from "../../components/CopyText";
import { Moment } from "../../components/Moment";
import { Sentence } from "../../components/Sentence";
import type { Ask } from "./asking";
import { DeploymentLabels } from "./DeploymentLabels";
import { DeploymentMenu } from "./DeploymentMenu";
import { FurtherFacts, KernelArguments } from "./FoldedFacts";
import { PackageLabels } from "./PackageLabels";
import { SignatureList } from "./SignatureList";
import type { Service } from "./verbs";
import { digits, nameOf, originWords } from "./words";

export interface DeploymentCardProps {
  readonly host: string;
  readonly deployment: Deployment;
  readonly data: Deployments;
  readonly service: Service;
  readonly ask: Ask;
}

export function DeploymentCard(props: DeploymentCardProps) {
  const { deployment, data } = props;
  const { booted, end_of_life: end, kernel_arguments: kernel, further } = deployment;
  const present = data.deployments.find((one) => one.booted)?.kernel_arguments ?? undefined;
  return (
    <Card isCompact className={booted ? "ad-deployment ad-booted" : "ad-deployment"}>
      <CardHeader actions={{ actions: <DeploymentMenu {...props} />, hasNoOffset: true }}>
        <div className="ad-deployment-head">
          <CardTitle component="h3">{nameOf(deployment)}</CardTitle>
          <DeploymentLabels deployment={deployment} />
        </div>
      </CardHeader>
      <CardBody className="ad-stack-small">
        {end ? (
          <Alert component="p" isInline isPlain variant="warning" title="This branch ends">
            <Sentence text={end} />
          </Alert>
        ) : null}
        <Facts deployment={deployment} />
        {kernel ? <KernelArguments present={booted ? undefined : present} these={kernel} /> : null}
        {further === undefined || Object.keys(further).length === 0 ? null : (
          <FurtherFacts facts={further} />
        )}
      </CardBody>
    </Card>
  );
}

function Facts({ deployment }: { deployment: Deployment }) {
  const { origin, timestamp, checksum, stateroot, signatures } = deployment;
  const digest = origin.kind === "container" ? origin.digest : undefined;
  const { layered_packages: layered, removed_packages: removed } = deployment;
  const replaced = deployment.replaced_packages.map(({ name, before, after }) => {
    const versions = [before, after].filter(Boolean).join(" → ");
    return versions === "" ? name : `${name} ${versions}`;
  });
  return (
    <dl className="ad-terms">
      <Term name={origin.kind === "container" ? "Image" : "Origin"}>
        <span className="ad-break">{originWords(origin)}</span>
      </Term>
      {digest ? (
        <Term name="Digest">
          <CopyText what="digest" shown={digits(digest)} whole={digest} />
        </Term>
      ) : null}
      {timestamp ? (
        <Term name="Built">
          <Moment at={timestamp} shows="absolute" />
          <div className="ad-quiet">
            <Moment at={timestamp} />
          </div>
        </Term>
      ) : null}
      {checksum ? (
        <Term name="Checksum">
          <CopyText what="checksum" shown={digits(checksum)} whole={checksum} />
        </Term>
      ) : null}
      {signatures ? (
        <Term name="Signatures">
          <SignatureList signatures={signatures} />
        </Term>
      ) : null}
      {stateroot ? <Term name="Stateroot">{stateroot}</Term> : null}
      {layered.length > 0 ? (
        <Term name="Layered packages">
          <PackageLabels what="Layered packages" names={layered} />
        </Term>
      ) : null}
      {removed.length > 0 ? (
        <Term name="Removed packages">
          <PackageLabels what="Removed packages" names={removed} />
        </Term>
      ) : null}
      {replaced.length > 0 ? (
        <Term name="Replaced packages">
          <PackageLabels what="Replaced packages" names={replaced} />
        </Term>
      ) : null}
    </dl>
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
