// A small graph of the last minute, beside the number that it explains; for eyes only.

export interface SparklineProps {
  /** Oldest first. */
  readonly values: readonly number[];
  /** How many there are room for. */
  readonly room: number;
  /** The top of the graph, unless a value is above it. */
  readonly top: number;
}

const WIDTH = 60;
const HEIGHT = 18;

export function Sparkline({ values, room, top }: SparklineProps) {
  const highest = Math.max(top, ...values, Number.MIN_VALUE);
  const step = WIDTH / Math.max(1, room - 1);
  const start = WIDTH - step * (values.length - 1);
  const points = values.map((value, place) => {
    const x = start + place * step;
    const y = HEIGHT - 1 - (value / highest) * (HEIGHT - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg
      className="ad-sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {points.length > 1 ? (
        <>
          <polygon
            points={`${start.toFixed(1)},${HEIGHT} ${points.join(" ")} ${WIDTH},${HEIGHT}`}
          />
          <polyline points={points.join(" ")} />
        </>
      ) : null}
    </svg>
  );
}
