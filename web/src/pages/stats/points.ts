// From samples, which count since the container's start, to what is shown: amounts and rates. Pure.

import type { Sample } from "../../api/statsRing";
import { bytes, number, rate } from "../../util/format";

/** One moment. Rates are bytes a second. */
export interface Point {
  /** Seconds since 1970. */
  readonly at: number;
  /** Percent of one core. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  readonly processes: number;
  readonly received: number;
  readonly sent: number;
  readonly read: number;
  readonly written: number;
}

/** A graph: its lines, and how a value of it is told. */
export interface Chart {
  readonly title: string;
  readonly lines: readonly { readonly name: string; readonly of: (point: Point) => number }[];
  readonly words: (value: number) => string;
  /** The least that the axis reaches, so that nothing at all does not look like a mountain. */
  readonly least: number;
}

export const CHARTS: readonly Chart[] = [
  {
    title: "Processor",
    lines: [{ name: "In use", of: ({ cpu }) => cpu }],
    words: (percent) => `${number(Math.round(percent * 10) / 10)} %`,
    least: 10,
  },
  {
    title: "Memory",
    lines: [{ name: "In use", of: ({ memory }) => memory }],
    words: bytes,
    least: 1_000_000,
  },
  {
    title: "Network",
    lines: [
      { name: "Received", of: ({ received }) => received },
      { name: "Sent", of: ({ sent }) => sent },
    ],
    words: rate,
    least: 1_000,
  },
  {
    title: "Disk",
    lines: [
      { name: "Read", of: ({ read }) => read },
      { name: "Written", of: ({ written }) => written },
    ],
    words: rate,
    least: 1_000,
  },
];

/** One point for each sample but the first, which has nothing to be compared with, unless it is the only one. */
export function pointsOf(samples: readonly Sample[]): readonly Point[] {
  const points = samples.map((sample, index) => pointOf(sample, samples[index - 1]));
  return points.length > 1 ? points.slice(1) : points;
}

function pointOf(sample: Sample, before: Sample | undefined): Point {
  const at = Date.parse(sample.at) / 1000;
  const seconds = before === undefined ? 0 : at - Date.parse(before.at) / 1000;
  // A container that was started again counts from nothing.
  const rateOf = (now: number, then: number | undefined) =>
    seconds > 0 && then !== undefined && now >= then ? (now - then) / seconds : 0;
  return {
    at,
    cpu: sample.cpu_percent,
    memory: sample.memory,
    processes: sample.processes,
    received: rateOf(sample.network_received, before?.network_received),
    sent: rateOf(sample.network_sent, before?.network_sent),
    read: rateOf(sample.disk_read, before?.disk_read),
    written: rateOf(sample.disk_written, before?.disk_written),
  };
}
