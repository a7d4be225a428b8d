// The log of one container on a page of its own; or of several, chosen in the address.

import { Breadcrumb, BreadcrumbItem } from "@patternfly/react-core";
import { Link, useParams, useSearchParams } from "react-router";
import { useContainers } from "../../api/queries";
import { PageFrame } from "../../components/PageFrame";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { ActionsProvider } from "../containers/ActionsProvider";
import { ContainerActions } from "../containers/ContainerActions";
import { containerPath } from "../containers/paths";
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
    <ActionsProvider>
      <PageFrame
        title={name === undefined ? "Logs" : `Log of ${name}`}
        of={hostName}
        isFilled
        above={<Crumbs host={host} name={name} />}
        lead={container === undefined ? undefined : <StateLine container={container} />}
        actions={
          container === undefined ? undefined : (
            <ContainerActions container={container} place="page" />
          )
        }
      >
        {isEmpty ? (
          <NoneChosen containers={containers ?? []} />
        ) : (
          <LogViewer key={name} host={host} containers={name === undefined ? NONE : [name]} />
        )}
      </PageFrame>
    </ActionsProvider>
  );
}

const NONE: readonly string[] = [];

function Crumbs({ host, name }: { host: string; name: string | undefined }) {
  return (
    <Breadcrumb className="ad-crumbs">
      <BreadcrumbItem render={() => <Link to={`/hosts/${host}/containers`}>Containers</Link>} />
      {name === undefined ? null : (
        <BreadcrumbItem render={() => <Link to={containerPath(host, name)}>{name}</Link>} />
      )}
      <BreadcrumbItem isActive>{name === undefined ? "Logs" : "Log"}</BreadcrumbItem>
    </Breadcrumb>
  );
}

function StateLine({ container }: { container: Container }) {
  return (
    <span className="ad-state-line">
      <StateLabel container={container} /> <span className="ad-quiet">{container.status}</span>
    </span>
  );
}
