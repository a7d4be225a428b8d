// What a container uses, live: processor, memory, network and disk of the last minute, as graphs or as a table for
// those who do not see graphs.

import {
  Card,
  CardBody,
  CardTitle,
  EmptyState,
  EmptyStateBody,
  Gallery,
  Skeleton,
  ToggleGroup,
  ToggleGroupItem,
} from "@patternfly/react-core";
import ChartLineIcon from "@patternfly/react-icons/dist/esm/icons/chart-line-icon";
import { useState } from "react";
import { useSamples, useStats } from "../../api/stats";
import { number } from "../../util/format";
import type { TabProps } from "../container/tabs";
import { isRunning } from "../containers/state";
import { Graph } from "./Graph";
import { CHARTS, type Chart, type Point, pointsOf } from "./points";
import { StatsTable } from "./StatsTable";
import "./stats.css";

export function Component({ detail: { container } }: TabProps) {
  const { id, name } = container;
  const isLive = isRunning(container);
  const [look, setLook] = useState<"graphs" | "table">("graphs");
  const ring = useStats(isLive ? [id] : []);
  const samples = useSamples(ring, id);
  const points = pointsOf(samples);
  const newest = points.at(-1);
  const limit = samples.at(-1)?.memory_limit ?? undefined;
  if (!isLive) {
    return (
      <EmptyState titleText={`${name} does not run`} headingLevel="h2" icon={ChartLineIcon}>
        <EmptyStateBody>A container that does not run uses nothing. Start it first.</EmptyStateBody>
      </EmptyState>
    );
  }
  if (newest === undefined) {
    return (
      <div aria-busy="true">
        <Skeleton height="12rem" screenreaderText="Waiting for the first measurements" />
      </div>
    );
  }
  return (
    <div className="ad-stack">
      <div className="ad-stats-head">
        <p className="ad-quiet">
          The last minute, measured once a second. {number(newest.processes)}{" "}
          {newest.processes === 1 ? "process runs" : "processes run"} in it.
        </p>
        <ToggleGroup aria-label="How to show it">
          <ToggleGroupItem
            text="Graphs"
            isSelected={look === "graphs"}
            onChange={() => setLook("graphs")}
          />
          <ToggleGroupItem
            text="Table"
            isSelected={look === "table"}
            onChange={() => setLook("table")}
          />
        </ToggleGroup>
      </div>
      {look === "table" ? (
        <StatsTable name={name} points={points} />
      ) : (
        <Gallery hasGutter minWidths={{ default: "min(100%, 26rem)" }}>
          {CHARTS.map((chart) => (
            <ChartCard key={chart.title} chart={chart} points={points} limit={limit} />
          ))}
        </Gallery>
      )}
    </div>
  );
}

interface ChartCardProps {
  readonly chart: Chart;
  readonly points: readonly Point[];
  readonly limit: number | undefined;
}

function ChartCard({ chart, points, limit }: ChartCardProps) {
  const newest = points.at(-1);
  return (
    <Card component="section" aria-label={chart.title} isCompact>
      <CardTitle component="h3">{chart.title}</CardTitle>
      <CardBody>
        <ul className="ad-stats-now">
          {chart.lines.map(({ name, of }, index) => (
            <li key={name}>
              <span aria-hidden className={`ad-stats-key ad-stats-key-${index}`} />
              {name} <strong>{newest === undefined ? "" : chart.words(of(newest))}</strong>
            </li>
          ))}
          {chart.title === "Memory" && limit !== undefined ? (
            <li className="ad-quiet">of at most {chart.words(limit)}</li>
          ) : null}
        </ul>
        <Graph chart={chart} points={points} />
      </CardBody>
    </Card>
  );
}
