// Why the host cannot be restarted from here, if so.

import { useHost } from "../../api/queries";

export function useNoPower(host: string): string | undefined {
  const power = useHost(host).data?.capabilities.find(({ kind }) => kind === "power");
  return power?.state === "absent" ? `${power.reason} ${power.remedy}` : undefined;
}
