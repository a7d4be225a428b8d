// The lines of a log: follows the end until one scrolls up, and offers the way back. Chunks that did
// not change are not rendered again.

import { Button } from "@patternfly/react-core";
import ArrowDownIcon from "@patternfly/react-icons/dist/esm/icons/arrow-down-icon";
import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { clock, dateTime } from "../../util/format";
import type { LogBuffer, LogChunk, NumberedLine } from "./logBuffer";

export interface LogView {
  readonly timestamps: "shown" | "hidden";
  readonly wrap: "wrapped" | "cut";
  /** Only lines that hold this text; all where it is empty. */
  readonly filter: string;
}

export interface LogLinesProps {
  readonly label: string;
  readonly buffer: LogBuffer;
  readonly view: LogView;
}

/** So close to the end, in px, still counts as there. */
const NEAR = 24;

export function LogLines({ label, buffer, view }: LogLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  /** As of the last resize that was dealt with. */
  const width = useRef(0);
  const [isFollowing, setFollowing] = useState(true);
  const toEnd = () => {
    const element = box.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever changes the height counts.
  useLayoutEffect(() => {
    if (isFollowing) toEnd();
  }, [buffer, view, isFollowing]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      width.current = element.clientWidth;
      if (isFollowing) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isFollowing]);
  const scrolled = (element: HTMLDivElement) => {
    // Another width wraps the lines anew, and the browser scrolls to keep those in sight: nobody else did.
    if (element.clientWidth === width.current) setFollowing(atEnd(element));
  };
  const atEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLDivElement) =>
    scrollHeight - scrollTop - clientHeight < NEAR;
  return (
    <div className="ad-log-frame">
      {/* A log that is read out line by line cannot be followed: hence "off". */}
      <div
        ref={box}
        className={`ad-log ad-log-${view.wrap}`}
        role="log"
        aria-live="off"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        onScroll={(event) => scrolled(event.currentTarget)}
      >
        {buffer.chunks.map((chunk) => (
          <Chunk
            key={chunk.id}
            chunk={chunk}
            timestamps={view.timestamps}
            filter={view.filter.toLowerCase()}
          />
        ))}
      </div>
      {isFollowing ? null : (
        <Button
          className="ad-log-latest"
          variant="primary"
          icon={<ArrowDownIcon />}
          onClick={() => {
            toEnd();
            setFollowing(true);
            box.current?.focus();
          }}
        >
          Jump to latest
        </Button>
      )}
    </div>
  );
}

interface ChunkProps {
  readonly chunk: LogChunk;
  readonly timestamps: LogView["timestamps"];
  readonly filter: string;
}

const Chunk = memo(function Chunk({ chunk, timestamps, filter }: ChunkProps) {
  return (
    <div className="ad-log-chunk">
      {chunk.lines.map((line) =>
        isFound(line, filter) ? (
          <div key={line.number} className={`ad-log-line ad-log-${line.stream}`}>
            {timestamps === "shown" ? <Stamp at={line.at} /> : null}
            <span className="ad-log-mark">
              {line.stream === "stderr" ? <span title="Standard error">err</span> : null}
            </span>
            <span className="ad-log-text">{line.text}</span>
          </div>
        ) : null,
      )}
    </div>
  );
});

function Stamp({ at }: { at: string | undefined }) {
  if (at === undefined) return <span className="ad-log-time" />;
  return (
    <time className="ad-log-time" dateTime={at} title={dateTime(at)}>
      {clock(at)}
    </time>
  );
}

/** Whether the line holds the text, given in lower case. */
export function isFound({ text }: NumberedLine, filter: string): boolean {
  return filter === "" || text.toLowerCase().includes(filter);
}
