// What the host can boot, in boot order, and the update on offer: check, upgrade, and the reboot that
// applies it. What is under way shows itself to everybody who looks.

import { Alert, EmptyState, EmptyStateBody, Skeleton } from "@patternfly/react-core";
import LayerGroupIcon from "@patternfly/react-icons/dist/esm/icons/layer-group-icon";
import type { Schema } from "../../api/client";
import { useDeployments, useHost, useOperations } from "../../api/queries";
import { OperationProgress } from "../../components/OperationProgress";
import { isOfDeployments } from "../../components/operationWords";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { useIsRestarting } from "../../hooks/restarting";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { DeploymentCard } from "./DeploymentCard";

import { RebootPanel } from "./RebootPanel";
import { UpdateCard } from "./UpdateCard";
import { useOperation } from "./useOperation";
import "./deployments.css";

export function Component() {
  const host = useHostId();
  const name = useHostName(host);
  const deployments = useDeployments(host);
  // A host that restarts cannot answer, and that is no trouble.
  const isExpected = useIsRestarting(host) && deployments.data !== undefined;
  return (
    <PageFrame
      title="Deployments"
      of={name}
      lead="Each is a whole operating system, ready to boot. The one in use never changes while it runs."
    >
      <QueryView
        query={isExpected ? { ...deployments, error: null } : deployments}
        loading={<Loading />}
      >
        {(data) => <Deployments host={host} name={name} data={data} />}
      </QueryView>
    </PageFrame>
  );
}

interface DeploymentsProps {
  readonly host: string;
  readonly name: string;
  readonly data: Schema<"Deployments">;
}

function Deployments({ host, name, data }: DeploymentsProps) {
  const bootTime = useHost(host).data?.facts.boot_time;
  const operations = useOperations(host).data?.operations.filter(isOfDeployments);
  const { operation, running, dismiss } = useOperation(operations, bootTime);
  return (
    <div className="ad-stack">
      <RebootPanel host={host} name={name} data={data} />
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
      <UpdateCard host={host} data={data} running={running} />
      <section aria-labelledby="boot-order">
        <h2 id="boot-order" className="ad-section-title">
          In boot order
        </h2>
        {data.deployments.length === 0 ? (
          <EmptyState titleText="No deployments" headingLevel="h3" icon={LayerGroupIcon}>
            <EmptyStateBody>{data.backend} answers, but knows of no deployment.</EmptyStateBody>
          </EmptyState>
        ) : (
          <ol className="ad-deployments">
            {data.deployments.map((deployment) => (
              <li key={deployment.id}>
                <DeploymentCard deployment={deployment} />
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
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
