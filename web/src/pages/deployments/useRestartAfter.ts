// Notices that an operation ended with a restart of the host, so that its absence is no trouble.

import { useEffect, useRef } from "react";
import type { Schema } from "../../api/client";
import { beginRestart } from "../../hooks/restarting";

/** How the server ends what came of a change that restarts the host (server/host/change.rs). */
const RESTARTS = "The host restarts.";

/** Only an end that comes while one looks: one that was there before may have been followed by the restart. */
export function useRestartAfter(
  host: string,
  running: Schema<"Operation"> | undefined,
  operations: readonly Schema<"Operation">[] | undefined,
  bootTime: string | null | undefined,
): void {
  const watched = useRef<string>(undefined);
  useEffect(() => {
    if (running !== undefined) {
      watched.current = running.id;
      return;
    }
    const ended = operations?.find(({ id }) => id === watched.current);
    if (ended === undefined || ended.state === "running") return;
    watched.current = undefined;
    if (ended.outcome?.endsWith(RESTARTS)) beginRestart(host, "reboot", { bootTime });
  }, [host, running, operations, bootTime]);
}
