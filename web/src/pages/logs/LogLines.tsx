// The lines of a log: only those in sight are rendered, whatever their number and height. Follows the end until
// one scrolls up, and offers the way back; what one reads stays in place while lines come and go.

import { Button } from "@patternfly/react-core";
import ArrowDownIcon from "@patternfly/react-icons/dist/esm/icons/arrow-down-icon";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { LogRow, type RowView } from "./LogRow";
import { entryAt, entryOf, type LogBuffer } from "./logBuffer";

export interface LogLinesProps extends RowView {
  readonly label: string;
  readonly buffer: LogBuffer;
  /** The numbers of the lines to show, in order; all where it is absent. */
  readonly numbers: readonly number[] | undefined;
  readonly places: ReadonlyMap<number, readonly number[]>;
  /** The match that one has stepped to; each step is another object. */
  readonly current: { readonly number: number } | undefined;
}

/** So close to the end, in px, still counts as there. */
const NEAR = 24;
/** A line that is not wrapped, in px, until it is measured. */
const LINE_HEIGHT = 21;
/** Rows rendered beyond those in sight, on either side. */
const OVERSCAN = 20;

export function LogLines(props: LogLinesProps) {
  const { label, buffer, numbers, places, current, ...view } = props;
  const box = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const { dropped, held } = buffer;
  const count = numbers?.length ?? held;
  const keyOf = useCallback(
    (place: number) => (numbers === undefined ? dropped + place : (numbers[place] ?? -1)),
    [numbers, dropped],
  );
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: keyOf,
    overscan: OVERSCAN,
    // Keeps what is read in place while older lines are dropped.
    anchorTo: "end",
  });
  const height = rows.getTotalSize();
  const toEnd = () => {
    const element = box.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever changes the height counts.
  useLayoutEffect(() => {
    if (isFollowing) toEnd();
  }, [height, isFollowing]);
  const width = useRef(0);
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines that wrap differently are as high again.
  useLayoutEffect(() => rows.measure(), [rows, view.wrap, view.timestamps]);
  const place =
    current === undefined ? -1 : (numbers?.indexOf(current.number) ?? current.number - dropped);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step scrolls, a line that comes does not.
  useEffect(() => {
    if (place < 0) return;
    setFollowing(false);
    rows.scrollToIndex(place, { align: "center" });
  }, [current]);

  const scrolled = (element: HTMLDivElement) => {
    // Another width wraps the lines anew, and the browser scrolls to keep those in sight: nobody else did.
    if (element.clientWidth !== width.current) return;
    setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < NEAR);
  };
  const toggle = useCallback(
    (number: number) =>
      setUnfolded((before) => {
        const after = new Set(before);
        if (!after.delete(number)) after.add(number);
        return after;
      }),
    [],
  );
  const items = rows.getVirtualItems();
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
        <div className="ad-log-all" style={{ height }}>
          <div
            className="ad-log-sight"
            style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}
          >
            {items.map(({ index, key }) => {
              const entry =
                numbers === undefined ? entryAt(buffer, index) : entryOf(buffer, Number(key));
              return entry === undefined ? null : (
                <div key={key} data-index={index} ref={rows.measureElement}>
                  <LogRow
                    {...view}
                    entry={entry}
                    places={places.get(entry.number)}
                    isCurrent={current?.number === entry.number}
                    isUnfolded={unfolded.has(entry.number)}
                    onToggle={toggle}
                  />
                </div>
              );
            })}
          </div>
        </div>
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
