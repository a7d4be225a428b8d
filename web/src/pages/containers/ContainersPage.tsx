// Every container of the host with its live state, and the work on them that is under way.

import { Content, EmptyState, EmptyStateBody, Skeleton } from "@patternfly/react-core";
import CubesIcon from "@patternfly/react-icons/dist/esm/icons/cubes-icon";
import PlusIcon from "@patternfly/react-icons/dist/esm/icons/plus-icon";
import { useNavigate } from "react-router";
import type { Schema } from "../../api/client";
import { useContainers } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { OperationStrips } from "../../components/OperationStrips";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { ActionsProvider } from "./ActionsProvider";
import { engineName } from "./actions";
import { ContainerList } from "./ContainerList";
import { OPERATION_KINDS } from "./operations";

export function Component() {
  const host = useHostId();
  const containers = useContainers(host);
  const name = useHostName(host);
  const { data } = containers;
  return (
    <ActionsProvider>
      <PageFrame
        title="Containers"
        of={name}
        lead={data === undefined ? undefined : engineWords(data.engine)}
        actions={data === undefined ? undefined : <CreateButton host={host} />}
      >
        <OperationStrips host={host} kinds={OPERATION_KINDS} />
        <QueryView query={containers} loading={<Loading />}>
          {(list) =>
            list.containers.length === 0 ? (
              <NoContainers />
            ) : (
              <ContainerList containers={list.containers} />
            )
          }
        </QueryView>
      </PageFrame>
    </ActionsProvider>
  );
}

function CreateButton({ host }: { host: string }) {
  const navigate = useNavigate();
  return (
    <ActionButton
      variant="primary"
      icon={<PlusIcon />}
      permission={usePermission("container_create")}
      onClick={() => void navigate(`/hosts/${host}/containers/create`)}
    >
      Create container
    </ActionButton>
  );
}

function NoContainers() {
  return (
    <EmptyState titleText="No containers yet" headingLevel="h2" icon={CubesIcon}>
      <EmptyStateBody>
        <Content component="p">
          The engine answers, but it has no containers. What is created on the host, with Compose,
          Quadlet or by hand, appears here at once.
        </Content>
      </EmptyStateBody>
    </EmptyState>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      <Skeleton height="2.5rem" width="40%" screenreaderText="Loading the containers" />
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height="3rem" />
      ))}
    </div>
  );
}

function engineWords(engine: Schema<"Engine">): string {
  return `${engineName(engine)} ${engine.version} at ${engine.socket}`;
}
