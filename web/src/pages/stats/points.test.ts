// Samples become rates, also where counters begin anew.

import { expect, it } from "vitest";
import type { Sample } from "../../api/statsRing";
import { pointsOf } from "./points";

const sample = (seconds: number, received: number): Sample => ({
  id: "a",
  at: new Date(seconds * 1000).toISOString(),
  cpu_percent: 12.5,
  memory: 1000,
  processes: 2,
  network_received: received,
  network_sent: 0,
  disk_read: 0,
  disk_written: 0,
});

it("divides by the time between, which is not always a second", () => {
  const points = pointsOf([sample(10, 100), sample(11, 300), sample(13, 500)]);
  expect(points.map(({ at, received }) => [at, received])).toEqual([
    [11, 200],
    [13, 100],
  ]);
});

it("knows no rate of the only sample, nor of one that counts anew", () => {
  expect(pointsOf([sample(10, 100)]).map(({ received }) => received)).toEqual([0]);
  expect(pointsOf([sample(10, 100), sample(11, 50)]).map(({ received }) => received)).toEqual([0]);
  expect(pointsOf([])).toEqual([]);
});
