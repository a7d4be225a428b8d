// Asks for news of the update; that it could not be asked is said in passing.

import { useDeploymentChange } from "../../api/queries";
import { failureOf, useAnnounce } from "../../components/Announcer";

export interface Check {
  readonly isPending: boolean;
  readonly run: () => void;
}

export function useCheck(host: string): Check {
  const check = useDeploymentChange(host);
  const announce = useAnnounce();
  const run = () =>
    check.mutate(
      { verb: "check", reboot: false },
      { onError: (error) => announce(failureOf("Could not check for an update", error)) },
    );
  return { isPending: check.isPending, run };
}
