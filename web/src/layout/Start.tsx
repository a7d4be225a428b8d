// The way in: the overview of the first host.

import { Navigate } from "react-router";
import { useHosts } from "../api/queries";

export function Start() {
  const first = useHosts().data?.[0];
  return first === undefined ? null : <Navigate to={`/hosts/${first.id}/overview`} replace />;
}
