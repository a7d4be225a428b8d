// What happened to this container, and why.

import { Skeleton } from "@patternfly/react-core";
import { useTimeline } from "../../api/containers";
import { QueryView } from "../../components/QueryView";
import { TimelineList } from "../timeline/TimelineList";
import type { TabProps } from "./tabs";

export function Component({ host, name }: TabProps) {
  const timeline = useTimeline(host, name);
  return (
    <QueryView
      query={timeline}
      loading={<Skeleton height="12rem" screenreaderText="Loading the history" />}
    >
      {({ entries }) => (
        <TimelineList
          entries={entries}
          nothing="Nothing happened to it since the console started to listen."
        />
      )}
    </QueryView>
  );
}
