// How a page is looked at (search, filter, order), kept in the address, so that a reload and a colleague see
// the same.

import { useCallback } from "react";
import { useSearchParams } from "react-router";

export interface View {
  readonly view: URLSearchParams;
  /** Sets these and leaves the others; an empty text takes one away. */
  readonly set: (changes: Readonly<Record<string, string>>) => void;
}

export function useView(): View {
  const [view, setView] = useSearchParams();
  const set = useCallback(
    (changes: Readonly<Record<string, string>>) =>
      setView(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value === "") after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        // At once, or fast typing would outrun the text that the field shows.
        { replace: true, flushSync: true },
      ),
    [setView],
  );
  return { view, set };
}
