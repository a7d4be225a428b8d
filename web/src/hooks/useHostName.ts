// The name of a host, for headings and titles; its id until the name is known.

import { useHosts } from "../api/queries";

export function useHostName(host: string): string {
  return useHosts().data?.find(({ id }) => id === host)?.name ?? host;
}
