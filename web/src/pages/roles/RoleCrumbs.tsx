// What the pages of one role share: the way back to the list, and what is said where there is no such role.

import { Breadcrumb, BreadcrumbItem } from "@patternfly/react-core";
import { Link } from "react-router";
import { TroubleState } from "../../components/TroubleState";
import { ROLES } from "./paths";

/** The way back to the list. */
export function RoleCrumbs({ here }: { here: string }) {
  return (
    <Breadcrumb className="ad-crumbs">
      <BreadcrumbItem>
        <Link to={ROLES}>Roles</Link>
      </BreadcrumbItem>
      <BreadcrumbItem isActive>{here}</BreadcrumbItem>
    </Breadcrumb>
  );
}

export function NoSuchRole({ name }: { name: string }) {
  return (
    <TroubleState
      report={{
        code: "not-found",
        title: "No such role",
        detail: `There is no role “${name}”.`,
        remedy: "Choose one from the list of roles.",
      }}
    />
  );
}
