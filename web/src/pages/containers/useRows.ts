// Which of many rows are in sight, so that a thousand of them cost no more than a screenful.

import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useState } from "react";
import type { Row } from "./listing";

/** What a row takes, as a first guess, in px. */
const GUESS = 68;
/** Rows kept ready above and below. */
const READY = 20;
/** What scrolls. */
const MAIN = "main";

export interface RowsInSight {
  readonly rows: readonly { readonly row: Row; readonly index: number }[];
  /** Heights of what is left out, in px. */
  readonly above: number;
  readonly below: number;
  readonly measure: (element: Element | null) => void;
}

export function useRows(rows: readonly Row[], body: RefObject<HTMLElement | null>): RowsInSight {
  const [margin, setMargin] = useState(0);
  // Whatever stands above the rows may have changed with any render.
  useLayoutEffect(() => {
    const main = document.getElementById(MAIN);
    if (main === null || body.current === null) return;
    const top = body.current.getBoundingClientRect().top - main.getBoundingClientRect().top;
    const now = Math.round(top + main.scrollTop);
    if (Math.abs(now - margin) > 1) setMargin(now);
  });
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => document.getElementById(MAIN),
    estimateSize: () => GUESS,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: READY,
    scrollMargin: margin,
  });
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items.at(0), items.at(-1)];
  return {
    rows: items.flatMap(({ index }) => {
      const row = rows[index];
      return row === undefined ? [] : [{ row, index }];
    }),
    above: first === undefined ? 0 : Math.max(0, first.start - margin),
    below: last === undefined ? 0 : Math.max(0, virtualizer.getTotalSize() - (last.end - margin)),
    measure: virtualizer.measureElement,
  };
}
