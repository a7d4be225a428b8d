// The way in: the first page of the first host that one may see, or of the console where that is none.

import { Navigate } from "react-router";
import { useHosts, useSession } from "../api/queries";
import { firstPath } from "../pages/helpdesk/helpdesk";

export function Start() {
  const session = useSession().data;
  const hosts = useHosts().data;
  if (session === undefined || hosts === undefined) return null;
  return <Navigate to={firstPath(session, hosts[0]?.id)} replace />;
}
