// Lines in a list's place while it loads.

import { Skeleton } from "@patternfly/react-core";

/** `what` is read out, e.g. "the accounts". */
export function LoadingLines({ what }: { what: string }) {
  return (
    <div className="ad-stack">
      {[1, 2, 3].map((row) => (
        <Skeleton
          key={row}
          height="2.5rem"
          {...(row === 1 ? { screenreaderText: `Loading ${what}` } : {})}
        />
      ))}
    </div>
  );
}
