// Hosts that were told to restart and are not back yet. Kept in the session's storage, so that a
// reload in the middle still says so; ends when the host says that it booted later.

import { useEffect, useSyncExternalStore } from "react";
import { decodeJson, isRecord } from "../api/frames";
import { useHost } from "../api/queries";

/** How often a restarting host is asked whether it is back, in ms. */
const ASK_EVERY = 2_000;
/** After so many ms somebody should look at the host. */
export const RESTART_EXPECTED = 10 * 60_000;

export interface Restart {
  /** When it was asked for: ms since 1970. */
  readonly since: number;
  /** What the host gave as its boot time before. */
  readonly bootTime: string | null;
}

const listeners = new Set<() => void>();
const restarts = new Map<string, Restart | undefined>();

export function beginRestart(host: string, bootTime: string | null | undefined): void {
  keep(host, { since: Date.now(), bootTime: bootTime ?? null });
}

/** The restart under way, if any; asks the host until it is back, then calls `returned`. */
export function useRestart(host: string, returned: () => void): Restart | undefined {
  const restart = useSyncExternalStore(subscribe, () => read(host));
  const { data, dataUpdatedAt } = useHost(host, restart === undefined ? undefined : ASK_EVERY);
  const bootTime = data?.facts.boot_time ?? null;
  const back =
    restart !== undefined &&
    dataUpdatedAt > restart.since &&
    bootTime !== null &&
    bootedLater(bootTime, restart.bootTime);
  useEffect(() => {
    if (!back) return;
    keep(host, undefined);
    returned();
  }, [back, host, returned]);
  return back ? undefined : restart;
}

/** Whether the host was told to restart and is not back yet. */
export function useIsRestarting(host: string): boolean {
  return useSyncExternalStore(subscribe, () => read(host) !== undefined);
}

/** The kernel reckons its boot time from the clock, so that it moves by a second now and then. */
function bootedLater(bootTime: string, before: string | null): boolean {
  return before === null || Date.parse(bootTime) > Date.parse(before) + 5_000;
}

function keep(host: string, restart: Restart | undefined): void {
  restarts.set(host, restart);
  if (restart === undefined) sessionStorage.removeItem(storageKey(host));
  else sessionStorage.setItem(storageKey(host), JSON.stringify(restart));
  for (const listener of listeners) listener();
}

function read(host: string): Restart | undefined {
  if (!restarts.has(host)) {
    const stored = decodeJson(sessionStorage.getItem(storageKey(host)) ?? "");
    restarts.set(host, isRestart(stored) ? stored : undefined);
  }
  return restarts.get(host);
}

function isRestart(value: unknown): value is Restart {
  return (
    isRecord(value) &&
    typeof value.since === "number" &&
    (value.bootTime === null || typeof value.bootTime === "string")
  );
}

function storageKey(host: string): string {
  return `atomdeck.restart.${host}`;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
