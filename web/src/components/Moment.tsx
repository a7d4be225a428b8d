// A point in time: how long ago, and exactly when on hover (or the other way round).

import { useNow } from "../hooks/useNow";
import { dateTime, relative } from "../util/format";

export interface MomentProps {
  /** RFC 3339. */
  readonly at: string;
  /** Which of both is the text; the other one is on hover. */
  readonly shows?: "relative" | "absolute";
}

export function Moment({ at, shows = "relative" }: MomentProps) {
  const now = useNow();
  const texts = [relative(at, now), dateTime(at)];
  const [text, hover] = shows === "relative" ? texts : texts.toReversed();
  return (
    <time dateTime={at} title={hover}>
      {text}
    </time>
  );
}
