// One line of a log: when, from which output and container, and its text with its colours and what was looked
// for; a line of JSON unfolds into its fields.

import { Button } from "@patternfly/react-core";
import AngleDownIcon from "@patternfly/react-icons/dist/esm/icons/angle-down-icon";
import AngleRightIcon from "@patternfly/react-icons/dist/esm/icons/angle-right-icon";
import { memo } from "react";
import { clock, counted, dateTime } from "../../util/format";
import { spansOf } from "./ansi";
import { fieldsOf } from "./json";
import { levelOf } from "./level";
import type { Entry, HeldLine } from "./logBuffer";
import type { LogView } from "./logView";
import { markedSpans } from "./marks";

/** What all rows have in common. */
export interface RowView extends Pick<LogView, "timestamps" | "wrap"> {
  /** Names of several containers, each of which has a colour by its place; one needs none. */
  readonly containers: readonly string[];
}

export interface LogRowProps extends RowView {
  readonly entry: Entry;
  readonly places: readonly number[] | undefined;
  /** The match that one has stepped to. */
  readonly isCurrent: boolean;
  readonly isUnfolded: boolean;
  readonly onToggle: (number: number) => void;
}

/** As many as logs.css has. */
const COLOURS = 8;

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { entry, places, isCurrent, isUnfolded, onToggle, timestamps, containers } = props;
  if (entry.kind === "gap") {
    return (
      <div className="ad-log-gap">
        {counted(entry.skipped, "line")} skipped: they came faster than this page could read
      </div>
    );
  }
  const level = levelOf(entry.plain);
  const fields = fieldsOf(entry.plain);
  const classes = ["ad-log-line", `ad-log-${entry.stream}`];
  if (level !== undefined) classes.push(`ad-log-level-${level}`);
  if (isCurrent) classes.push("ad-log-current");
  return (
    <div className={classes.join(" ")}>
      {timestamps === "shown" ? <Stamp at={entry.at} /> : null}
      <span className="ad-log-mark">
        {entry.stream === "stderr" ? <span title="Standard error">err</span> : null}
      </span>
      {containers.length > 1 && entry.container !== undefined ? (
        <span
          className={`ad-log-of ad-log-of-${containers.indexOf(entry.container) % COLOURS}`}
          title={entry.container}
        >
          {entry.container}
        </span>
      ) : null}
      {fields === undefined ? null : (
        <Button
          variant="plain"
          hasNoPadding
          className="ad-log-unfold"
          aria-label={`Fields of line ${entry.number + 1}`}
          aria-expanded={isUnfolded}
          icon={isUnfolded ? <AngleDownIcon /> : <AngleRightIcon />}
          onClick={() => onToggle(entry.number)}
        />
      )}
      <span className="ad-log-text">
        <Text entry={entry} places={places} isCurrent={isCurrent} />
        {isUnfolded && fields !== undefined ? (
          <dl className="ad-log-fields">
            {fields.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        ) : null}
      </span>
    </div>
  );
});

interface TextProps {
  readonly entry: HeldLine;
  readonly places: readonly number[] | undefined;
  readonly isCurrent: boolean;
}

function Text({ entry, places = [], isCurrent }: TextProps) {
  return markedSpans(spansOf(entry.text), places).map(({ text, looks, start, isMarked }) => {
    const classes = looks.map((look) => `ad-ansi-${look}`);
    if (isMarked) {
      if (isCurrent) classes.push("ad-log-here");
      return (
        <mark key={start} className={classes.join(" ")}>
          {text}
        </mark>
      );
    }
    return (
      <span key={start} className={classes.join(" ")}>
        {text}
      </span>
    );
  });
}

function Stamp({ at }: { at: string | undefined }) {
  if (at === undefined) return <span className="ad-log-time" />;
  return (
    <time className="ad-log-time" dateTime={at} title={dateTime(at)}>
      {clock(at)}
    </time>
  );
}
