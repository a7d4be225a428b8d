// A graph of the last minute, drawn by uPlot in the page's colours. Hidden from screen readers: the numbers
// beside it and the table say the same.

import { useEffect, useRef, useSyncExternalStore } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Chart, Point } from "./points";

/** In px; as wide as its place. */
const HEIGHT = 150;
const AXIS_WIDTH = 92;

export function Graph({ chart, points }: { chart: Chart; points: readonly Point[] }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const theme = useSyncExternalStore(watchTheme, () => document.documentElement.className);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const drawn = new UPlot(optionsOf(chart, element), [[]], element);
    plot.current = drawn;
    const sized = new ResizeObserver(() =>
      drawn.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    sized.observe(element);
    return () => {
      sized.disconnect();
      drawn.destroy();
    };
  }, [chart, theme]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a graph drawn anew has no points yet.
  useEffect(() => {
    plot.current?.setData([
      points.map(({ at }) => at),
      ...chart.lines.map(({ of }) => points.map(of)),
    ]);
  }, [chart, points, theme]);
  return <div ref={box} className="ad-graph" aria-hidden />;
}

function optionsOf({ lines, words, least }: Chart, element: HTMLElement): UPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--pf-t--global--text--color--subtle"),
    grid: { stroke: colour("--pf-t--global--border--color--default"), width: 1 },
    ticks: { show: false },
    font: `12px ${style.fontFamily}`,
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, least)] } },
    axes: [
      { ...axis, values: "{HH}:{mm}:{ss}", space: 80 },
      {
        ...axis,
        size: AXIS_WIDTH,
        space: 40,
        values: (_plot, values) => values.map((value) => words(value)),
      },
    ],
    series: [
      {},
      ...lines.map((_line, index) => ({
        stroke: colour(`--ad-graph-${index}`),
        fill: index === 0 ? colour("--ad-graph-fill") : undefined,
        width: 2,
        points: { show: false },
      })),
    ],
  };
}

function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["class"] });
  return () => observer.disconnect();
}
