// Which operation the page shows: the one under way, or the newest one until somebody closes it.

import { useState } from "react";
import type { Schema } from "../../api/client";

type Operation = Schema<"Operation">;

/** The id of the operation whose end was read and closed; for this browser tab. */
const DISMISSED = "atomdeck.operation.dismissed";
/** An operation that ended longer ago is for the audit log, in ms. */
const RECENT = 60 * 60_000;

export interface ShownOperation {
  readonly operation: Operation | undefined;
  readonly running: Operation | undefined;
  readonly dismiss: () => void;
}

/** `operations`: newest first. One that ended before the host booted is history. */
export function useOperation(
  operations: readonly Operation[] | undefined,
  bootTime: string | null | undefined,
): ShownOperation {
  const [dismissed, setDismissed] = useState(() => sessionStorage.getItem(DISMISSED));
  const running = operations?.find(({ state }) => state === "running");
  const newest = operations?.find((operation) => isRecent(operation, bootTime));
  const operation = running ?? (newest?.id === dismissed ? undefined : newest);
  const dismiss = () => {
    if (operation === undefined) return;
    sessionStorage.setItem(DISMISSED, operation.id);
    setDismissed(operation.id);
  };
  return { operation, running, dismiss };
}

function isRecent({ finished_at: at }: Operation, bootTime: string | null | undefined): boolean {
  if (!at) return true;
  const since = Math.max(Date.now() - RECENT, bootTime ? Date.parse(bootTime) : 0);
  return Date.parse(at) > since;
}
