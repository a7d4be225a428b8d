// The ring of samples: bounded, stable for its readers, and blind to what is no sample.

import { expect, it, vi } from "vitest";
import { CONTAINERS_KEPT, decodeSamples, SAMPLES_KEPT, type Sample, StatsRing } from "./statsRing";

const sample = (id: string, second: number): Sample => ({
  id,
  at: new Date(second * 1000).toISOString(),
  cpu_percent: second,
  memory: 1,
  processes: 1,
  network_received: 0,
  network_sent: 0,
  disk_read: 0,
  disk_written: 0,
});

it("keeps the last minute of each, oldest first", () => {
  const ring = new StatsRing();
  for (let second = 0; second < SAMPLES_KEPT + 5; second += 1) {
    ring.add([sample("a", second), sample("b", second)]);
  }
  expect(ring.of("a").map((one) => one.cpu_percent)).toEqual(
    Array.from({ length: SAMPLES_KEPT }, (_, index) => index + 5),
  );
  expect(ring.latest("b")?.cpu_percent).toBe(SAMPLES_KEPT + 4);
  expect(ring.of("c")).toEqual([]);
});

it("gives the same array until there is another sample of that container", () => {
  const ring = new StatsRing();
  ring.add([sample("a", 1)]);
  const before = ring.of("a");
  ring.add([sample("b", 1)]);
  expect(ring.of("a")).toBe(before);
  ring.add([sample("a", 1)]);
  expect(ring.of("a")).toBe(before);
  ring.add([sample("a", 2)]);
  expect(ring.of("a")).not.toBe(before);
});

it("forgets the containers heard of longest ago", () => {
  const ring = new StatsRing();
  ring.add([sample("first", 1), sample("second", 1)]);
  ring.add(Array.from({ length: CONTAINERS_KEPT - 2 }, (_, index) => sample(`c${index}`, 1)));
  ring.add([sample("first", 2)]);
  ring.add([sample("last", 1)]);
  expect(ring.of("second")).toEqual([]);
  expect(ring.of("first")).toHaveLength(2);
});

it("tells its readers until they leave", () => {
  const ring = new StatsRing();
  const heard = vi.fn();
  const leave = ring.subscribe(heard);
  ring.add([]);
  ring.add([sample("a", 1)]);
  leave();
  ring.add([sample("a", 2)]);
  expect(heard).toHaveBeenCalledTimes(1);
});

it("reads samples and nothing else", () => {
  const good = sample("a", 1);
  expect(decodeSamples(JSON.stringify([good, { id: "b" }, null, 3]))).toEqual([good]);
  expect(decodeSamples('{"id":"a"}')).toEqual([]);
  expect(decodeSamples("no json")).toEqual([]);
});
