// The log of a container, or of several merged by time, followed live: search, range, outputs, and how it stands.
// Fills the height of whatever it stands in. What one chose to see is in the address.

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { LogLine } from "../../api/logs";
import { useContainers } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { TroubleState } from "../../components/TroubleState";
import { isRunning } from "../containers/state";
import { LogLines } from "./LogLines";
import { LogSearch, type SearchState, startWorker } from "./LogSearch";
import { LogStatusLine } from "./LogStatusLine";
import { LogToolbar } from "./LogToolbar";
import { entryOf, type LogBuffer, numbersWhere } from "./logBuffer";
import { type LogView, queryOf, useLogView } from "./logView";
import { searchOf } from "./search";
import { useLog } from "./useLog";
import "./logs.css";

export interface LogViewerProps {
  readonly host: string;
  /** By name, in the order of their colours; more can be added on the page. */
  readonly containers: readonly string[];
}

export function LogViewer(props: LogViewerProps) {
  const permission = usePermission("container_logs");
  if (permission.allowed) return <AllowedViewer {...props} />;
  return <TroubleState report={{ code: "denied", title: "Not allowed", detail: permission.why }} />;
}

function AllowedViewer({ host, containers }: LogViewerProps) {
  const [view, change] = useLogView();
  const known = useContainers(host).data?.containers;
  const names = useMemo(
    () => [...new Set([...containers, ...view.others])],
    [containers, view.others],
  );
  const query = queryOf(view, names, useChosenAt(view));
  const log = useLog(
    host,
    query,
    known?.some((container) => names.includes(container.name) && isRunning(container)),
  );
  const { buffer } = log;
  const found = useSearch(view, buffer);
  const numbers = useNumbers(view, buffer, found);
  const stepping = useStepping(view, buffer, found);
  return (
    <div className="ad-log-viewer">
      <LogToolbar
        host={host}
        own={containers}
        containers={names}
        known={known ?? []}
        query={query}
        view={view}
        change={change}
        found={found}
        stepping={stepping}
      />
      <LogLines
        label={`Log of ${names.join(", ")}`}
        buffer={buffer}
        numbers={numbers}
        places={found.places}
        current={stepping.current}
        containers={names}
        timestamps={view.timestamps}
        wrap={view.wrap}
      />
      <LogStatusLine names={names} log={log} shown={numbers?.length} />
    </div>
  );
}

/** "The last hour" begins an hour before it was chosen, and not before each line. */
function useChosenAt({ range, from, to }: LogView): number {
  const choice = `${range} ${from} ${to}`;
  const [chosen, setChosen] = useState(() => ({ choice, at: Date.now() }));
  if (chosen.choice === choice) return chosen.at;
  const now = { choice, at: Date.now() };
  setChosen(now);
  return now.at;
}

function useSearch({ search }: LogView, buffer: LogBuffer): SearchState {
  const [searching] = useState(() => new LogSearch({ start: startWorker }));
  const { text, kind, letters } = search;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query begins, other lines follow it.
  useEffect(() => {
    searching.begin(searchOf({ text, kind, letters }), buffer);
  }, [searching, text, kind, letters]);
  useEffect(() => searching.follow(buffer), [searching, buffer]);
  useEffect(() => () => searching.end(), [searching]);
  return useSyncExternalStore(searching.subscribe, searching.state);
}

/** The lines to show; all where it is `undefined`. */
function useNumbers(
  { streams, matches }: LogView,
  buffer: LogBuffer,
  found: SearchState,
): readonly number[] | undefined {
  return useMemo(() => {
    const passes = ({ stream }: Pick<LogLine, "stream">) =>
      streams === "both" || stream === streams;
    if (isSearched(found) && matches === "only") {
      return found.numbers.filter((number) => {
        const entry = entryOf(buffer, number);
        return entry?.kind === "line" && passes(entry);
      });
    }
    if (streams === "both") return undefined;
    return numbersWhere(buffer, (entry) => entry.kind === "gap" || passes(entry));
  }, [streams, matches, buffer, found]);
}

/** A pattern that cannot be read, or takes too long, hides nothing. */
function isSearched({ kind }: SearchState): boolean {
  return kind === "searching" || kind === "done";
}

export interface Stepping {
  /** Of so many; those of the other output are not counted. */
  readonly count: number;
  /** From 1; 0 before the first step. */
  readonly place: number;
  readonly current: { readonly number: number } | undefined;
  readonly step: (to: "next" | "previous") => void;
}

function useStepping(
  { streams, search }: LogView,
  buffer: LogBuffer,
  found: SearchState,
): Stepping {
  const subject = JSON.stringify([search, streams]);
  const [at, setAt] = useState<{ subject: string; current: { number: number } }>();
  const numbers = useMemo(
    () =>
      found.numbers.filter((number) => {
        const entry = entryOf(buffer, number);
        return entry?.kind === "line" && (streams === "both" || entry.stream === streams);
      }),
    [found, buffer, streams],
  );
  const current = at?.subject === subject ? at.current : undefined;
  const index = current === undefined ? -1 : numbers.indexOf(current.number);
  const step = (to: "next" | "previous") => {
    const count = numbers.length;
    if (count === 0) return;
    // The first step back is to the newest, beside which one is.
    const next = to === "next" ? (index + 1) % count : (Math.max(index, 0) - 1 + count) % count;
    const number = numbers[next];
    if (number !== undefined) setAt({ subject, current: { number } });
  };
  return { count: numbers.length, place: index + 1, current, step };
}
