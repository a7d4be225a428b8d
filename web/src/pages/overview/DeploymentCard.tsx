// What is booted, and how it stands with updates.

import {
  Button,
  Card,
  CardBody,
  CardFooter,
  CardTitle,
  DescriptionList,
  Label,
  Skeleton,
} from "@patternfly/react-core";
import type { Schema } from "../../api/client";
import type { useDeployments } from "../../api/queries";
import { Moment } from "../../components/Moment";
import { RouteLink } from "../../components/RouteLink";
import { nameOf, originWords, updateName } from "../deployments/words";
import { CardTrouble } from "./CardTrouble";
import { Fact } from "./Fact";

export interface DeploymentCardProps {
  readonly host: string;
  readonly deployments: ReturnType<typeof useDeployments>;
}

export function DeploymentCard({ host, deployments }: DeploymentCardProps) {
  const { data, error, refetch } = deployments;
  return (
    <Card isFullHeight component="section" aria-labelledby="deployment-card">
      <CardTitle id="deployment-card" component="h2">
        Deployment
      </CardTitle>
      <CardBody>
        {data !== undefined ? (
          <Booted data={data} />
        ) : error === null ? (
          <Skeleton height="8rem" screenreaderText="Loading the deployment" />
        ) : (
          <CardTrouble error={error} retry={() => void refetch()} />
        )}
      </CardBody>
      {data === undefined ? null : (
        <CardFooter>
          <Button variant="link" isInline component={RouteLink} href={`/hosts/${host}/deployments`}>
            All deployments
          </Button>
        </CardFooter>
      )}
    </Card>
  );
}

function Booted({ data }: { data: Schema<"Deployments"> }) {
  const booted = data.deployments.find((deployment) => deployment.booted);
  return (
    <DescriptionList isCompact>
      <Fact name="Booted">{booted === undefined ? null : nameOf(booted)}</Fact>
      <Fact name="Built">{booted?.timestamp ? <Moment at={booted.timestamp} /> : null}</Fact>
      <Fact name="Origin">
        {booted === undefined ? null : (
          <span className="ad-break">{originWords(booted.origin)}</span>
        )}
      </Fact>
      <Fact name="Update">
        <UpdateLabel data={data} />
      </Fact>
    </DescriptionList>
  );
}

function UpdateLabel({
  data: { update, reboot_to_apply: pending },
}: {
  data: Schema<"Deployments">;
}) {
  if (pending) {
    return (
      <Label isCompact status="warning">
        Restart to apply
      </Label>
    );
  }
  if (update) {
    return (
      <Label isCompact status="info">
        Available: {updateName(update)}
      </Label>
    );
  }
  return (
    <Label isCompact variant="outline">
      None known
    </Label>
  );
}
