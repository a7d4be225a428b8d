// Other settings for a container, which means: made again.

import { Alert, Breadcrumb, BreadcrumbItem, Skeleton } from "@patternfly/react-core";
import { useParams } from "react-router";
import { useContainerSpec } from "../../api/making";
import { usePermission } from "../../api/roles";
import { LostWhenRecreated } from "../../components/LostWhenRecreated";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { RouteLink } from "../../components/RouteLink";
import { TroubleState } from "../../components/TroubleState";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { ContainerFormView } from "./ContainerFormView";
import { fromSpec } from "./fromSpec";

export function Component() {
  const host = useHostId();
  const { container = "" } = useParams();
  const permission = usePermission("container_create");
  return (
    <PageFrame
      title={`Edit ${container}`}
      of={useHostName(host)}
      above={<Crumbs host={host} container={container} />}
    >
      {permission.allowed ? (
        // Another container is another form.
        <EditForm key={`${host}/${container}`} host={host} container={container} />
      ) : (
        <TroubleState report={{ code: "denied", title: "Not allowed", detail: permission.why }} />
      )}
    </PageFrame>
  );
}

function EditForm({ host, container }: { host: string; container: string }) {
  const spec = useContainerSpec(host, container, true);
  return (
    <QueryView query={spec} loading={<Loading />}>
      {(data) => (
        <div className="ad-stack">
          <Alert
            component="h2"
            isInline
            variant="info"
            title="Edit means: the container is made again"
          >
            Its name, its volumes and its networks stay; what it wrote elsewhere goes with the old
            one. The old container is kept until the new one runs, and is healthy if it has a health
            check; else the old one is put back.
          </Alert>
          <LostWhenRecreated host={host} container={container} />
          <ContainerFormView host={host} container={container} initial={fromSpec(data)} />
        </div>
      )}
    </QueryView>
  );
}

function Crumbs({ host, container }: { host: string; container: string }) {
  const containers = `/hosts/${host}/containers`;
  return (
    <Breadcrumb className="ad-crumbs">
      <BreadcrumbItem component={RouteLink} to={containers}>
        Containers
      </BreadcrumbItem>
      <BreadcrumbItem component={RouteLink} to={`${containers}/${encodeURIComponent(container)}`}>
        {container}
      </BreadcrumbItem>
      <BreadcrumbItem isActive>Edit</BreadcrumbItem>
    </Breadcrumb>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton
          key={row}
          height="5rem"
          {...(row === 1 ? { screenreaderText: "Loading the container's settings" } : {})}
        />
      ))}
    </div>
  );
}
