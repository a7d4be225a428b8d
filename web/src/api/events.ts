// What the `events` channel makes stale: "X changed on host H" becomes the queries to fetch again.
// Events that arrive within one frame are taken together.

import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { decodeJson, isRecord } from "./frames";
import { keys } from "./queries";

const TOPICS = [
  "host",
  "containers",
  "images",
  "storage",
  "deployments",
  "power",
  "verdict",
  "update_policy",
  "operations",
  "audit",
] as const;

/** One message of the `events` channel; `host` is absent for the console's own topics. */
export interface ChangeEvent {
  readonly host?: string;
  readonly topic: (typeof TOPICS)[number];
}

/** Reads a message; `undefined` for topics that this version does not know. */
export function decodeEvent(payload: string): ChangeEvent | undefined {
  const value = decodeJson(payload);
  if (!isRecord(value)) return undefined;
  const topic = TOPICS.find((known) => known === value.topic);
  if (topic === undefined) return undefined;
  return typeof value.host === "string" ? { topic, host: value.host } : { topic };
}

/** The queries that an event makes stale. */
export function staleKeys({ host, topic }: ChangeEvent): readonly QueryKey[] {
  if (topic === "audit") return [keys.audit];
  if (host === undefined) return [];
  switch (topic) {
    case "host":
      // The notice and the name are part of both.
      return [keys.host(host), keys.hosts];
    case "containers":
      return [keys.containers(host), keys.container(host), keys.timeline(host)];
    case "images":
      return [keys.images(host)];
    case "storage":
      return [keys.volumes(host), keys.networks(host), keys.storage(host)];
    case "deployments":
      return [keys.deployments(host)];
    case "power":
      return [keys.power(host)];
    case "verdict":
      return [keys.verdict(host)];
    case "update_policy":
      return [keys.updatePolicy(host)];
    case "operations":
      return [keys.operations(host)];
  }
}

/** Takes messages and invalidates once per frame. `schedule` runs its argument later. */
export function createInvalidator(
  client: Pick<QueryClient, "invalidateQueries">,
  schedule: (run: () => void) => void,
): (payload: string) => void {
  const stale = new Map<string, QueryKey>();
  const flush = () => {
    const batch = [...stale.values()];
    stale.clear();
    for (const queryKey of batch) void client.invalidateQueries({ queryKey });
  };
  return (payload) => {
    const event = decodeEvent(payload);
    if (event === undefined) return;
    const before = stale.size;
    for (const key of staleKeys(event)) stale.set(JSON.stringify(key), key);
    if (before === 0 && stale.size > 0) schedule(flush);
  };
}
