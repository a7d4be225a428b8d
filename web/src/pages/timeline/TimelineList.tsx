// Entries of a timeline, grouped by day, newest first: when, how bad, what, and who asked for it.

import { Button, EmptyState, EmptyStateBody, Icon } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import HistoryIcon from "@patternfly/react-icons/dist/esm/icons/history-icon";
import InfoCircleIcon from "@patternfly/react-icons/dist/esm/icons/info-circle-icon";
import { useState } from "react";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { Sentence } from "../../components/Sentence";
import { useHostId } from "../../hooks/useHostId";
import { useNow } from "../../hooks/useNow";
import { clock, dateTime, number } from "../../util/format";
import { containerPath } from "../containers/paths";
import { daysOf, type Entry } from "./days";
import "./timeline.css";

/** So many are shown at once; more on request. */
const PAGE = 200;

const SEVERITIES = {
  normal: { status: undefined, icon: InfoCircleIcon, word: "Note" },
  good: { status: "success", icon: CheckCircleIcon, word: "Good" },
  warning: { status: "warning", icon: ExclamationTriangleIcon, word: "Warning" },
  bad: { status: "danger", icon: ExclamationCircleIcon, word: "Bad" },
} as const;

export interface TimelineListProps {
  readonly entries: readonly Entry[];
  /** What to say where there are none. */
  readonly nothing: string;
}

export function TimelineList({ entries, nothing }: TimelineListProps) {
  const now = useNow();
  const [shown, setShown] = useState(PAGE);
  if (entries.length === 0) {
    return (
      <EmptyState titleText="Nothing yet" headingLevel="h2" icon={HistoryIcon}>
        <EmptyStateBody>{nothing}</EmptyStateBody>
      </EmptyState>
    );
  }
  const more = entries.length - shown;
  return (
    <>
      {daysOf(entries.slice(0, shown), now).map(({ title, entries: of }) => (
        <section key={title} aria-label={title} className="ad-day">
          <h2 className="ad-section-title">{title}</h2>
          <ol className="ad-timeline">
            {of.map((entry, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two things may happen in one moment
              <Line key={`${entry.at} ${entry.name} ${entry.action} ${place}`} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
      {more > 0 ? (
        <div className="ad-more">
          <Button variant="secondary" onClick={() => setShown(shown + PAGE)}>
            Show older ({number(more)} more)
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Line({ entry }: { entry: Entry }) {
  const { at, severity, text, asked_by: by } = entry;
  const { status, icon: Sign, word } = SEVERITIES[severity];
  return (
    <li className="ad-happening">
      <time className="ad-quiet ad-happening-time" dateTime={at} title={dateTime(at)}>
        {clock(at)}
      </time>
      <Icon {...(status === undefined ? {} : { status })} className="ad-happening-icon">
        <Sign aria-label={word} role="img" />
      </Icon>
      <div className="ad-break">
        <span className="ad-quiet">{SUBJECTS[entry.subject]}</span> <Name entry={entry} />
        <div>
          <Sentence text={text} />
        </div>
        {by ? <div className="ad-quiet">Asked for by {by}</div> : null}
      </div>
    </li>
  );
}

export const SUBJECTS: Record<Schema<"TimelineSubject">, string> = {
  container: "Container",
  image: "Image",
  volume: "Volume",
  network: "Network",
  pod: "Pod",
  engine: "Engine",
};

function Name({ entry: { subject, name, action } }: { entry: Entry }) {
  const host = useHostId();
  if (subject !== "container" || action === "destroy" || action === "remove") {
    return <span className="ad-name">{name}</span>;
  }
  return <Link to={containerPath(host, name)}>{name}</Link>;
}
