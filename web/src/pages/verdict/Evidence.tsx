// What a verdict rests on: services, containers, the host's own checks, and how long the boot took.

import { List, ListItem } from "@patternfly/react-core";
import type { Schema } from "../../api/client";
import type { Verdict } from "../../api/verdict";
import { BootBars } from "../../components/BootBars";
import { Sentence } from "../../components/Sentence";
import { bootName, evidenceOf, greenbootWords } from "./verdictWords";

export function Evidence({ verdict }: { verdict: Verdict }) {
  const { now, before } = verdict;
  return (
    <div className="ad-stack">
      <List>
        {evidenceOf(verdict).map((line) => (
          <ListItem key={line} className="ad-break">
            {line}
          </ListItem>
        ))}
        {now.greenboot ? (
          <ListItem className="ad-break">{greenbootWords(now.greenboot)}</ListItem>
        ) : null}
        {now.missing.map(({ part, why }) => (
          <ListItem key={part} className="ad-break">
            Not known: <Sentence text={why} />
          </ListItem>
        ))}
      </List>
      <BootTimes now={now} before={before} />
    </div>
  );
}

function BootTimes({
  now,
  before,
}: {
  now: Schema<"BootState">;
  before: Schema<"BootState"> | null | undefined;
}) {
  if (!now.took) return null;
  const of = (word: string, boot: Schema<"BootState">) =>
    [word, bootName(boot)].filter(Boolean).join(" · ");
  const bars = [
    ...(before?.took
      ? [{ key: "before", label: of("Before", before), ms: before.took.total_ms }]
      : []),
    { key: "now", label: of("Now", now), ms: now.took.total_ms, tone: "now" as const },
  ];
  return (
    <div>
      <h3 className="ad-quiet">How long the start took</h3>
      <BootBars label="How long the start took" bars={bars} />
    </div>
  );
}
