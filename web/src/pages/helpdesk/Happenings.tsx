// What a container last did, newest first, with who asked for it.

import { Skeleton } from "@patternfly/react-core";
import type { Schema } from "../../api/client";
import { useTimeline } from "../../api/containers";
import { QueryView } from "../../components/QueryView";
import { Sentence } from "../../components/Sentence";
import { useHostId } from "../../hooks/useHostId";
import { useNow } from "../../hooks/useNow";
import { moment } from "./cardWords";

/** More than these nobody reads on a phone. */
const SHOWN = 10;

export function Happenings({ container }: { container: string }) {
  const timeline = useTimeline(useHostId(), container);
  return (
    <section aria-label={`What ${container} last did`} className="ad-care-part">
      <QueryView
        query={timeline}
        loading={<Skeleton height="6rem" screenreaderText="Loading what it last did" />}
      >
        {({ entries }) => <Entries entries={entries.slice(0, SHOWN)} />}
      </QueryView>
    </section>
  );
}

function Entries({ entries }: { entries: readonly Schema<"TimelineEntry">[] }) {
  const now = useNow();
  if (entries.length === 0) {
    return <p className="ad-quiet">Nothing happened to it since the console listens.</p>;
  }
  return (
    <ol className="ad-care-happenings">
      {entries.map(({ at, action, text, asked_by: by }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two things may happen in one moment
        <li key={`${at} ${action} ${place}`}>
          <time dateTime={at} className="ad-quiet">
            {moment(at, now)}
          </time>
          <span className="ad-break">
            <Sentence text={text} />
            {by ? <span className="ad-quiet"> Asked for by {by}.</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
