// The log of one container on a page of its own; or of several, chosen in the address.

import { Breadcrumb, BreadcrumbItem } from "@patternfly/react-core";
import { Link, useParams, useSearchParams } from "react-router";
import { useContainers } from "../../api/queries";
import { PageFrame } from "../../components/PageFrame";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { ContainerActions } from "../containers/ContainerActions";
import { StateLabel } from "../containers/StateLabel";
import type { Container } from "../containers/state";
import { LogViewer } from "./LogViewer";
import { NoneChosen } from "./NoneChosen";

export function Component() {
  const host = useHostId();
  const name = useParams().container;
  const [params] = useSearchParams();
  const hostName = useHostName(host);
  const containers = useContainers(host).data?.containers;
  const container = containers?.find((one) => one.name === name || one.id === name);
  const isEmpty = name === undefined && !params.has("c");
  return (
    <PageFrame
      title={name === undefined ? "Logs" : `Log of ${name}`}
      of={hostName}
      isFilled
      above={
        <Breadcrumb className="ad-crumbs">
          <BreadcrumbItem render={() => <Link to={`/hosts/${host}/containers`}>Containers</Link>} />
          <BreadcrumbItem isActive>{name ?? "Logs"}</BreadcrumbItem>
        </Breadcrumb>
      }
      lead={container === undefined ? undefined : <StateLine container={container} />}
      actions={
        container === undefined ? undefined : (
          <ContainerActions container={container} linksToLog="unlinked" />
        )
      }
    >
      {isEmpty ? (
        <NoneChosen containers={containers ?? []} />
      ) : (
        <LogViewer key={name} host={host} containers={name === undefined ? NONE : [name]} />
      )}
    </PageFrame>
  );
}

const NONE: readonly string[] = [];

function StateLine({ container }: { container: Container }) {
  return (
    <span className="ad-state-line">
      <StateLabel container={container} /> <span className="ad-quiet">{container.status}</span>
    </span>
  );
}
