// The field to search a log: text or a regular expression, all lines or only those that match, and the way from
// match to match. What is wrong with a pattern is said below it; the log stays as it is.

import {
  Button,
  HelperText,
  HelperTextItem,
  SearchInput,
  ToggleGroup,
  ToggleGroupItem,
  Tooltip,
} from "@patternfly/react-core";
import AngleDownIcon from "@patternfly/react-icons/dist/esm/icons/angle-down-icon";
import AngleUpIcon from "@patternfly/react-icons/dist/esm/icons/angle-up-icon";
import { number } from "../../util/format";
import type { SearchState } from "./LogSearch";
import type { Stepping } from "./LogViewer";
import type { LogView } from "./logView";

export interface LogSearchFieldProps {
  readonly view: LogView;
  readonly change: (change: Partial<LogView>) => void;
  readonly found: SearchState;
  readonly stepping: Stepping;
}

export function LogSearchField({ view, change, found, stepping }: LogSearchFieldProps) {
  const { search, matches } = view;
  const trouble = troubleOf(found);
  const isSearching = found.kind === "searching" || found.kind === "done";
  return (
    <>
      <div className="ad-log-search">
        <SearchInput
          aria-label="Search the log"
          placeholder={search.kind === "pattern" ? "Search by pattern" : "Search the log"}
          value={search.text}
          onChange={(_event, text) => change({ search: { ...search, text } })}
          onClear={() => change({ search: { ...search, text: "" } })}
          onKeyDown={(event) => {
            if (event.key === "Enter") stepping.step(event.shiftKey ? "previous" : "next");
          }}
        />
        {trouble === undefined ? null : (
          <HelperText isLiveRegion>
            <HelperTextItem variant="error">{trouble}</HelperTextItem>
          </HelperText>
        )}
      </div>
      <ToggleGroup aria-label="How to search">
        <Tooltip content="Regular expression">
          <ToggleGroupItem
            text=".*"
            aria-label="Regular expression"
            isSelected={search.kind === "pattern"}
            onChange={(_event, on) =>
              change({ search: { ...search, kind: on ? "pattern" : "text" } })
            }
          />
        </Tooltip>
        <Tooltip content="Capitals matter">
          <ToggleGroupItem
            text="Aa"
            aria-label="Capitals matter"
            isSelected={search.letters === "exact"}
            onChange={(_event, on) =>
              change({ search: { ...search, letters: on ? "exact" : "any case" } })
            }
          />
        </Tooltip>
      </ToggleGroup>
      <ToggleGroup aria-label="What to show">
        <ToggleGroupItem
          text="Only matches"
          isSelected={matches === "only"}
          onChange={() => change({ matches: "only" })}
        />
        <ToggleGroupItem
          text="All lines"
          isSelected={matches === "marked"}
          onChange={() => change({ matches: "marked" })}
        />
      </ToggleGroup>
      {isSearching ? (
        <span className="ad-log-steps">
          <span className="ad-quiet" role="status">
            {placeWords(stepping, found)}
          </span>
          <Button
            variant="plain"
            aria-label="Previous match"
            icon={<AngleUpIcon />}
            isAriaDisabled={stepping.count === 0}
            onClick={() => stepping.step("previous")}
          />
          <Button
            variant="plain"
            aria-label="Next match"
            icon={<AngleDownIcon />}
            isAriaDisabled={stepping.count === 0}
            onClick={() => stepping.step("next")}
          />
        </span>
      ) : null}
    </>
  );
}

function placeWords({ count, place }: Stepping, { kind }: SearchState): string {
  if (count === 0) return kind === "searching" ? "Searching…" : "No match";
  const more = kind === "searching" ? "…" : "";
  if (place === 0) return `${number(count)} ${count === 1 ? "match" : "matches"}${more}`;
  return `${number(place)} of ${number(count)}${more}`;
}

function troubleOf({ kind, why }: SearchState): string | undefined {
  if (kind === "invalid") return `This is no regular expression yet: ${why}.`;
  if (kind === "too slow") {
    return "This pattern takes too long, so the search was given up. Repeats within repeats, such as (a+)+, do that.";
  }
  return undefined;
}
