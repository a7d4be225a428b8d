// What a container uses now, with the last minute as a small graph.

import { useSamples } from "../../api/stats";
import { SAMPLES_KEPT, type StatsRing } from "../../api/statsRing";
import { Sparkline } from "../../components/Sparkline";
import { bytes, percent } from "../../util/format";
import { type Container, isRunning } from "./state";

export interface UsageCellProps {
  readonly ring: StatsRing;
  readonly container: Container;
  readonly of: "cpu" | "memory";
}

/** The graph of a container that does next to nothing is to be flat, in percent of a core. */
const CALM = 10;

export function UsageCell({ ring, container, of }: UsageCellProps) {
  const samples = useSamples(ring, container.id);
  const latest = samples.at(-1);
  if (!isRunning(container)) return <span className="ad-quiet">–</span>;
  if (latest === undefined) return <span className="ad-quiet">…</span>;
  const values = samples.map((sample) => (of === "cpu" ? sample.cpu_percent : sample.memory));
  const top = of === "cpu" ? CALM : (latest.memory_limit ?? Math.max(...values) * 1.25);
  return (
    <div className="ad-usage">
      <span className="ad-usage-number">
        {of === "cpu" ? percent(latest.cpu_percent) : bytes(latest.memory)}
      </span>
      <Sparkline values={values} room={SAMPLES_KEPT} top={top} />
    </div>
  );
}
