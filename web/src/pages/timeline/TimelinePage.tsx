// What happened to the host's containers, images, volumes and networks, and why; live, newest first. What
// one looks for is in the address.

import {
  FormSelect,
  FormSelectOption,
  SearchInput,
  Skeleton,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { useTimeline } from "../../api/containers";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { useView } from "../../hooks/useView";
import { type Entry, isWanted, type Subject, WEIGHTS, type Weight } from "./days";
import { SUBJECTS, TimelineList } from "./TimelineList";

const WEIGHT_WORDS: Record<Weight, string> = {
  all: "All",
  notable: "Notable",
  bad: "Trouble",
};

const SUBJECT_ORDER = ["container", "image", "volume", "network", "pod", "engine"] as const;

export function Component() {
  const host = useHostId();
  const timeline = useTimeline(host);
  return (
    <PageFrame
      title="Timeline"
      of={useHostName(host)}
      lead="What happened to containers, images, volumes and networks, and why."
    >
      <QueryView query={timeline} loading={<Loading />}>
        {({ entries }) => <Found entries={entries} />}
      </QueryView>
    </PageFrame>
  );
}

function Found({ entries }: { entries: readonly Entry[] }) {
  const { view, set } = useView();
  const text = view.get("q") ?? "";
  const weight = WEIGHTS.find((one) => one === view.get("weight")) ?? "all";
  const subject: Subject | undefined = SUBJECT_ORDER.find((one) => one === view.get("subject"));
  const wanted = entries.filter((entry) => isWanted(entry, { text, weight, subject }));
  return (
    <>
      <Toolbar className="ad-toolbar">
        <ToolbarContent>
          <ToolbarItem>
            <SearchInput
              aria-label="Search in the timeline"
              placeholder="Search"
              value={text}
              onChange={(_event, value) => set({ q: value })}
              onClear={() => set({ q: "" })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <ToggleGroup aria-label="Filter by weight">
              {WEIGHTS.map((one) => (
                <ToggleGroupItem
                  key={one}
                  text={WEIGHT_WORDS[one]}
                  isSelected={one === weight}
                  onChange={() => set({ weight: one === "all" ? "" : one })}
                />
              ))}
            </ToggleGroup>
          </ToolbarItem>
          <ToolbarItem>
            <FormSelect
              aria-label="Filter by what it is about"
              value={subject ?? ""}
              onChange={(_event, value) => set({ subject: value })}
            >
              <FormSelectOption value="" label="About everything" />
              {SUBJECT_ORDER.map((one) => (
                <FormSelectOption key={one} value={one} label={`${SUBJECTS[one]}s`} />
              ))}
            </FormSelect>
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <TimelineList
        entries={wanted}
        nothing={
          entries.length === 0
            ? "Nothing happened since the console started to listen. What happens from now on appears here at once."
            : "Nothing matches the search and the filters."
        }
      />
    </>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton
          key={row}
          height="3rem"
          {...(row === 1 ? { screenreaderText: "Loading the timeline" } : {})}
        />
      ))}
    </div>
  );
}
