// What one can choose of a log: the search and its steps, and behind a button on narrow pages the range, the
// output, further containers and the look.

import {
  Button,
  FormSelect,
  FormSelectOption,
  Switch,
  ToggleGroup,
  ToggleGroupItem,
} from "@patternfly/react-core";
import SlidersHIcon from "@patternfly/react-icons/dist/esm/icons/sliders-h-icon";
import { useState } from "react";
import type { LogQuery } from "../../api/logs";
import { useMedia } from "../../hooks/useMedia";
import { number } from "../../util/format";
import type { Container } from "../containers/state";
import { ContainerPicker } from "./ContainerPicker";
import { LogDownload } from "./LogDownload";
import type { SearchState } from "./LogSearch";
import { LogSearchField } from "./LogSearchField";
import type { Stepping } from "./LogViewer";
import { type LogView, RANGES, type Range, STREAMS, type Streams, TAILS } from "./logView";

export interface LogToolbarProps {
  readonly host: string;
  /** Those that the page is about: they stay. */
  readonly own: readonly string[];
  readonly containers: readonly string[];
  /** All of the host. */
  readonly known: readonly Container[];
  readonly query: LogQuery;
  readonly view: LogView;
  readonly change: (change: Partial<LogView>) => void;
  readonly found: SearchState;
  readonly stepping: Stepping;
}

const RANGE_WORDS: Record<Range, string> = {
  all: "Any time",
  "15m": "Last 15 minutes",
  "1h": "Last hour",
  today: "Today",
  custom: "From … to …",
};

const STREAM_WORDS: Record<Streams, string> = { both: "All", stdout: "stdout", stderr: "stderr" };

export function LogToolbar(props: LogToolbarProps) {
  const { host, containers, query, view, change, found, stepping } = props;
  const isWide = useMedia("(min-width: 75rem)");
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="ad-log-tools">
      <div className="ad-log-tools-row">
        <LogSearchField view={view} change={change} found={found} stepping={stepping} />
        {isWide ? null : (
          <Button
            variant="control"
            icon={<SlidersHIcon />}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            Options
          </Button>
        )}
        <LogDownload host={host} containers={containers} query={query} />
      </div>
      {isWide || isOpen ? <Choices {...props} /> : null}
    </div>
  );
}

function Choices({ own, containers, known, view, change }: LogToolbarProps) {
  return (
    <div className="ad-log-tools-row">
      <FormSelect
        aria-label="Time"
        className="ad-log-select"
        value={view.range}
        onChange={(_event, value) =>
          change({ range: RANGES.find((one) => one === value) ?? "all" })
        }
      >
        {RANGES.map((range) => (
          <FormSelectOption key={range} value={range} label={RANGE_WORDS[range]} />
        ))}
      </FormSelect>
      {view.range === "custom" ? <CustomRange view={view} change={change} /> : null}
      <FormSelect
        aria-label="Lines from the end"
        className="ad-log-select"
        value={view.tail}
        onChange={(_event, value) => change({ tail: Number(value) })}
      >
        {TAILS.map((tail) => (
          <FormSelectOption key={tail} value={tail} label={`Last ${number(tail)} lines`} />
        ))}
      </FormSelect>
      <ToggleGroup aria-label="Output">
        {STREAMS.map((one) => (
          <ToggleGroupItem
            key={one}
            text={STREAM_WORDS[one]}
            isSelected={view.streams === one}
            onChange={() => change({ streams: one })}
          />
        ))}
      </ToggleGroup>
      <ContainerPicker
        own={own}
        containers={containers}
        known={known}
        onChange={(others) => change({ others })}
      />
      <Switch
        id="timestamps"
        label="Timestamps"
        isChecked={view.timestamps === "shown"}
        onChange={(_event, on) => change({ timestamps: on ? "shown" : "hidden" })}
      />
      <Switch
        id="wrap"
        label="Wrap lines"
        isChecked={view.wrap === "wrapped"}
        onChange={(_event, on) => change({ wrap: on ? "wrapped" : "cut" })}
      />
    </div>
  );
}

function CustomRange({ view, change }: Pick<LogToolbarProps, "view" | "change">) {
  const field = (label: string, value: string, changed: (value: string) => void) => (
    <span className="pf-v6-c-form-control ad-log-moment">
      <input
        type="datetime-local"
        aria-label={label}
        step={1}
        value={value}
        onChange={({ currentTarget }) => changed(currentTarget.value)}
      />
    </span>
  );
  return (
    <>
      {field("From", view.from, (from) => change({ from }))}
      {field("To", view.to, (to) => change({ to }))}
    </>
  );
}
