// The host at a glance: first what needs a person, then what it is, what runs on it, and what it offers.

import { Grid, GridItem, Skeleton } from "@patternfly/react-core";
import { useContainers, useDeployments, useHost } from "../../api/queries";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { ScheduledBanner } from "../restart/ScheduledBanner";
import { VerdictCard } from "../verdict/VerdictCard";
import { Attention } from "./Attention";
import { attentionOf } from "./attentionOf";
import { Capabilities } from "./Capabilities";
import { ContainersCard } from "./ContainersCard";
import { DeploymentCard } from "./DeploymentCard";
import { FailedUnits } from "./FailedUnits";
import { HostCard } from "./HostCard";
import "./overview.css";

export function Component() {
  const id = useHostId();
  const name = useHostName(id);
  const host = useHost(id);
  const containers = useContainers(id);
  const deployments = useDeployments(id);
  const isComplete = !containers.isPending && !deployments.isPending;
  return (
    <PageFrame
      title="Overview"
      of={name}
      lead={[name, host.data?.facts.os_name].filter(Boolean).join(" · ")}
    >
      <QueryView query={host} loading={<Loading />}>
        {(detail) => (
          <div className="ad-stack">
            <ScheduledBanner host={id} name={name} />
            <VerdictCard host={id} name={name} />
            <Attention
              items={attentionOf({
                host: detail,
                containers: containers.data?.containers,
                deployments: deployments.data,
              })}
              isComplete={isComplete}
            />
            <Grid hasGutter lg={4} md={6}>
              <GridItem>
                <HostCard host={detail} />
              </GridItem>
              <GridItem>
                <DeploymentCard host={id} deployments={deployments} />
              </GridItem>
              <GridItem md={12} lg={4}>
                <ContainersCard host={id} containers={containers} />
              </GridItem>
            </Grid>
            <FailedUnits units={detail.failed_units} />
            <Capabilities capabilities={detail.capabilities} />
          </div>
        )}
      </QueryView>
    </PageFrame>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      <Skeleton height="4rem" screenreaderText="Loading the overview" />
      <Grid hasGutter lg={4} md={6}>
        {[1, 2, 3].map((card) => (
          <GridItem key={card}>
            <Skeleton height="15rem" />
          </GridItem>
        ))}
      </Grid>
      <Skeleton height="12rem" />
    </div>
  );
}
