// How a container is told of at the helpdesk: in words, with since when; the worst first.

import type { Schema } from "../../api/client";
import { date } from "../../util/format";
import { type Container, hasCrashed } from "../containers/state";

export type Mood = "good" | "bad" | "busy" | "calm";

export interface Told {
  readonly mood: Mood;
  /** "Running since 09:12". */
  readonly words: string;
}

/** What is not in the list of containers; absent where it is not known. */
export interface Moments {
  /** RFC 3339: since when the health check fails. */
  readonly unhealthySince?: string | undefined;
  /** RFC 3339: when it ended. */
  readonly endedAt?: string | undefined;
}

export function told(container: Container, moments: Moments, now: number): Told {
  const { state, health, started_at: started, crash_loop: isLooping } = container;
  const since = (words: string, at: string | null | undefined) =>
    at ? `${words} since ${moment(at, now)}` : words;
  if (isLooping) return { mood: "bad", words: "Keeps crashing" };
  switch (state) {
    case "running":
      if (health === "unhealthy") {
        return { mood: "bad", words: since("Not healthy", moments.unhealthySince) };
      }
      if (health === "starting") return { mood: "busy", words: "Starting" };
      return { mood: "good", words: since("Running", started) };
    case "exited": {
      const at = moments.endedAt;
      if (!hasCrashed(container)) return { mood: "calm", words: since("Stopped", at) };
      return { mood: "bad", words: at ? `Crashed at ${moment(at, now)}` : "Crashed" };
    }
    case "restarting":
      return { mood: "busy", words: "Restarting" };
    case "removing":
      return { mood: "busy", words: "Being removed" };
    case "paused":
      return { mood: "calm", words: "Paused" };
    case "created":
      return { mood: "calm", words: "Not started yet" };
    case "dead":
      return { mood: "bad", words: "Broken: the engine could not remove it" };
    case "unknown":
      return { mood: "calm", words: "State not known" };
  }
}

/** "09:12" of today, "22 Nov 2026, 09:12" of another day. */
export function moment(at: string, now: number): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  const minute = `${two(time.getHours())}:${two(time.getMinutes())}`;
  const isToday = time.toDateString() === new Date(now).toDateString();
  return isToday ? minute : `${date(at)}, ${minute}`;
}

/** Since when the health check fails without a break; the entries are of one container, newest first. */
export function unhealthySince(entries: readonly Schema<"TimelineEntry">[]): string | undefined {
  let since: string | undefined;
  for (const { action, severity, at } of entries) {
    if (action === "start" || action === "restart") break;
    if (!action.startsWith("health_status")) continue;
    if (severity === "good" || severity === "normal") break;
    since = at;
  }
  return since;
}

/** Those that somebody should look after first, then by name. */
export function inOrder(containers: readonly Container[], now: number): Container[] {
  const rank = (container: Container) => RANKS[told(container, {}, now).mood];
  return [...containers].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

const RANKS: Record<Mood, number> = { bad: 0, busy: 1, calm: 2, good: 3 };

function two(part: number): string {
  return String(part).padStart(2, "0");
}
