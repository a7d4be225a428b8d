// Hosts that were told to restart or to power off and are not back yet. Kept in the session's storage, so that
// a reload in the middle still says so; ends when the host says that it booted later. After a soft reboot the
// kernel runs on, so that another boot id says it.

import { useEffect, useSyncExternalStore } from "react";
import { decodeJson, isRecord } from "../api/frames";
import type { PowerAction } from "../api/power";
import { useHost } from "../api/queries";
import { useVerdict } from "../api/verdict";

/** How often a restarting host is asked whether it is back, in ms. */
const ASK_EVERY = 2_000;
/** After so many ms somebody should look at the host. */
export const RESTART_EXPECTED = 10 * 60_000;

const ACTIONS: readonly PowerAction[] = ["reboot", "power_off", "soft_reboot"];

export interface Restart {
  /** What it was told to do. */
  readonly action: PowerAction;
  /** When it was asked for: ms since 1970. */
  readonly since: number;
  /** What the host gave as its boot time before. */
  readonly bootTime: string | null;
  /** The boot's id before, where it was known. */
  readonly bootId: string | null;
}

/** What is known of the host before it goes away. */
export interface Before {
  readonly bootTime: string | null | undefined;
  readonly bootId?: string | undefined;
}

const listeners = new Set<() => void>();
const restarts = new Map<string, Restart | undefined>();

export function beginRestart(host: string, action: PowerAction, before: Before): void {
  const { bootTime = null, bootId = null } = before;
  keep(host, { action, since: Date.now(), bootTime, bootId });
}

/** The restart under way, if any; asks the host until it is back, then calls `returned`. */
export function useRestart(host: string, returned: () => void): Restart | undefined {
  const restart = useSyncExternalStore(subscribe, () => read(host));
  const { data, dataUpdatedAt } = useHost(host, restart === undefined ? undefined : ASK_EVERY);
  const softly = useSoftReturn(host, restart);
  const bootTime = data?.facts.boot_time ?? null;
  const hasBooted =
    restart !== undefined &&
    dataUpdatedAt > restart.since &&
    bootTime !== null &&
    bootedLater(bootTime, restart.bootTime);
  const back = hasBooted || softly;
  useEffect(() => {
    if (!back) return;
    keep(host, undefined);
    returned();
  }, [back, host, returned]);
  return back ? undefined : restart;
}

/** Whether a host that soft-reboots has begun another boot. */
function useSoftReturn(host: string, restart: Restart | undefined): boolean {
  const isSoft = restart?.action === "soft_reboot";
  const { data, dataUpdatedAt } = useVerdict(host, { enabled: isSoft, every: ASK_EVERY });
  return (
    isSoft &&
    data !== undefined &&
    dataUpdatedAt > restart.since &&
    data.now.boot_id !== restart.bootId
  );
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
    ACTIONS.some((action) => action === value.action) &&
    typeof value.since === "number" &&
    (value.bootId === null || typeof value.bootId === "string") &&
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
