// How long boots took, as small bars one below the other: the longest fills its line. Numbers stand beside them.

import { duration } from "../util/format";
import "./bootBars.css";

export interface BootBar {
  readonly key: string;
  /** Which boot it is, e.g. "Before" or a date. */
  readonly label: string;
  readonly ms: number;
  /** What runs now. */
  readonly tone?: "now" | "past";
}

export function BootBars({ label, bars }: { label: string; bars: readonly BootBar[] }) {
  const longest = Math.max(1, ...bars.map(({ ms }) => ms));
  return (
    <ul className="ad-boot-bars" aria-label={label}>
      {bars.map(({ key, label: which, ms, tone = "past" }) => (
        <li key={key}>
          <span className="ad-boot-label">{which}</span>
          <span className="ad-boot-track" aria-hidden="true">
            <span
              className={`ad-boot-bar ad-boot-${tone}`}
              style={{ width: `${(100 * ms) / longest}%` }}
            />
          </span>
          <span className="ad-boot-time">{duration(ms)}</span>
        </li>
      ))}
    </ul>
  );
}
