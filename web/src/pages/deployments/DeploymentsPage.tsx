// What the host can boot, in boot order, the update on offer, and every change of both. What is under way shows
// itself to everybody who looks.

import { Alert, EmptyState, EmptyStateBody, Skeleton } from "@patternfly/react-core";
import LayerGroupIcon from "@patternfly/react-icons/dist/esm/icons/layer-group-icon";
import { useState } from "react";
import type { Deployments } from "../../api/deployments";
import { useDeployments, useHost, useOperations } from "../../api/queries";
import { OperationProgress } from "../../components/OperationProgress";
import { isOfDeployments } from "../../components/operationWords";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { useIsRestarting } from "../../hooks/restarting";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import type { Asking } from "./asking";
import { ChangeDialogs } from "./ChangeDialogs";
import { DeploymentCard } from "./DeploymentCard";
import { HostFamily } from "./HostFamily";
import { HostMenu } from "./HostMenu";
import { RebootPanel } from "./RebootPanel";
import { UpdateCard } from "./UpdateCard";
import { useCheck } from "./useCheck";
import { type ShownOperation, useOperation } from "./useOperation";
import { useRestartAfter } from "./useRestartAfter";
import "./deployments.css";

export function Component() {
  const host = useHostId();
  const name = useHostName(host);
  const deployments = useDeployments(host);
  const { data } = deployments;
  const bootTime = useHost(host).data?.facts.boot_time;
  const operations = useOperations(host).data?.operations.filter(isOfDeployments);
  const shown = useOperation(operations, bootTime);
  useRestartAfter(host, shown.running, operations, bootTime);
  const [asking, setAsking] = useState<Asking>();
  const check = useCheck(host);
  // A host that restarts cannot answer, and that is no trouble.
  const isExpected = useIsRestarting(host) && data !== undefined;
  const service = shown.running !== undefined || data?.busy ? "busy" : "free";
  return (
    <PageFrame
      title="Deployments"
      of={name}
      lead="Each is a whole operating system, ready to boot. The one in use never changes while it runs."
      actions={
        data === undefined ? undefined : (
          <HostMenu data={data} service={service} ask={setAsking} check={check.run} />
        )
      }
    >
      <QueryView
        query={isExpected ? { ...deployments, error: null } : deployments}
        loading={<Loading />}
      >
        {(known) => (
          <div className="ad-stack">
            <HostFamily data={known} />
            <RebootPanel host={host} name={name} data={known} />
            <UnderWay data={known} shown={shown} />
            <UpdateCard host={host} data={known} service={service} ask={setAsking} check={check} />
            <section aria-labelledby="boot-order">
              <h2 id="boot-order" className="ad-section-title">
                In boot order
              </h2>
              {known.deployments.length === 0 ? (
                <EmptyState titleText="No deployments" headingLevel="h3" icon={LayerGroupIcon}>
                  <EmptyStateBody>
                    {known.backend} answers, but knows of no deployment.
                  </EmptyStateBody>
                </EmptyState>
              ) : (
                <ol className="ad-deployments">
                  {known.deployments.map((deployment) => (
                    <li key={deployment.id}>
                      <DeploymentCard
                        host={host}
                        deployment={deployment}
                        data={known}
                        service={service}
                        ask={setAsking}
                      />
                    </li>
                  ))}
                </ol>
              )}
            </section>
          </div>
        )}
      </QueryView>
      {asking === undefined || data === undefined ? null : (
        <ChangeDialogs
          asking={asking}
          host={host}
          data={data}
          onClose={() => setAsking(undefined)}
        />
      )}
    </PageFrame>
  );
}

interface UnderWayProps {
  readonly data: Deployments;
  readonly shown: ShownOperation;
}

function UnderWay({ data, shown: { operation, running, dismiss } }: UnderWayProps) {
  return (
    <>
      {operation === undefined ? null : (
        <OperationProgress key={operation.id} operation={operation} onDismiss={dismiss} />
      )}
      {running === undefined && data.busy ? (
        <Alert
          component="h2"
          isInline
          variant="info"
          title="The update service is busy with something else"
        >
          It says: {data.busy}. Wait until it is done, then try again.
        </Alert>
      ) : null}
    </>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      <Skeleton height="8rem" screenreaderText="Loading the deployments" />
      <Skeleton height="1.5rem" width="20%" />
      <Skeleton height="9rem" />
      <Skeleton height="9rem" />
    </div>
  );
}
