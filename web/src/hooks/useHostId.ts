// The host that the page is about: from the path.

import { useParams } from "react-router";

export function useHostId(): string {
  const { host } = useParams();
  if (host === undefined) throw new Error("this page belongs below /hosts/:host");
  return host;
}
