// The last samples of each container that is watched: bounded, and each reader hears of its own container
// only, so that a sample renders a cell and not a page. Pure; stats.ts feeds it.

import type { Schema } from "./client";
import { decodeJson, isRecord } from "./frames";

export type Sample = Schema<"ContainerSample">;

/** So many samples are kept of each: a minute's worth. */
export const SAMPLES_KEPT = 60;

/** And of so many containers: those heard of longest ago go. */
export const CONTAINERS_KEPT = 256;

const NONE: readonly Sample[] = [];

export class StatsRing {
  readonly #samples = new Map<string, readonly Sample[]>();
  readonly #listeners = new Set<() => void>();

  /** Oldest first; the same array until there is another sample. */
  readonly of = (id: string): readonly Sample[] => this.#samples.get(id) ?? NONE;

  readonly latest = (id: string): Sample | undefined => this.of(id).at(-1);

  /** Calls back on each change; returns how to end that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    for (const sample of samples) {
      const before = this.of(sample.id);
      // A channel that opens anew may begin with what the one before it ended with.
      if (before.at(-1)?.at === sample.at) continue;
      // Put at the end, so that the first one is the one heard of longest ago.
      this.#samples.delete(sample.id);
      this.#samples.set(sample.id, [...before, sample].slice(-SAMPLES_KEPT));
    }
    for (const id of this.#samples.keys()) {
      if (this.#samples.size <= CONTAINERS_KEPT) break;
      this.#samples.delete(id);
    }
    for (const listener of this.#listeners) listener();
  }
}

/** The samples of one message; what is none is left out. */
export function decodeSamples(payload: string): Sample[] {
  const value = decodeJson(payload);
  return Array.isArray(value) ? value.filter(isSample) : [];
}

const NUMBERS = [
  "cpu_percent",
  "memory",
  "processes",
  "network_received",
  "network_sent",
  "disk_read",
  "disk_written",
] as const;

function isSample(value: unknown): value is Sample {
  return (
    isRecord(value) &&
    typeof value.id === "string" &&
    typeof value.at === "string" &&
    NUMBERS.every((name) => typeof value[name] === "number")
  );
}
