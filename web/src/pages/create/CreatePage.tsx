// A new container.

import { Breadcrumb, BreadcrumbItem } from "@patternfly/react-core";
import { usePermission } from "../../api/roles";
import { PageFrame } from "../../components/PageFrame";
import { RouteLink } from "../../components/RouteLink";
import { TroubleState } from "../../components/TroubleState";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { ContainerFormView } from "./ContainerFormView";
import { EMPTY } from "./model";

export function Component() {
  const host = useHostId();
  const permission = usePermission("container_create");
  return (
    <PageFrame
      title="Create container"
      of={useHostName(host)}
      lead="An image is all it needs; everything else is the image's or the engine's own."
      above={<Crumbs host={host} />}
    >
      {permission.allowed ? (
        <ContainerFormView host={host} initial={EMPTY} />
      ) : (
        <TroubleState report={{ code: "denied", title: "Not allowed", detail: permission.why }} />
      )}
    </PageFrame>
  );
}

function Crumbs({ host }: { host: string }) {
  return (
    <Breadcrumb className="ad-crumbs">
      <BreadcrumbItem component={RouteLink} to={`/hosts/${host}/containers`}>
        Containers
      </BreadcrumbItem>
      <BreadcrumbItem isActive>Create</BreadcrumbItem>
    </Breadcrumb>
  );
}
