// Automatic updates in words, and the windows of the week as they are typed. Pure.

import type { Schema } from "../../api/client";
import type {
  UpdateAgent,
  UpdatePolicyRequest,
  UpdateWindow,
  Weekday,
} from "../../api/updatePolicy";
import { counted, listed } from "../../util/format";

export const AGENT_NAMES: Record<UpdateAgent["kind"], string> = {
  rpm_ostreed: "rpm-ostree’s own timer",
  bootc: "bootc’s own timer",
  zincati: "Zincati",
};

export const AGENT_HELP: Record<UpdateAgent["kind"], string> = {
  rpm_ostreed: "Updates hosts of Fedora IoT, Silverblue, and others with rpm-ostree.",
  bootc: "Updates hosts that boot from a container image.",
  zincati: "Updates Fedora CoreOS, in step with the whole fleet of its stream.",
};

type Policy = Schema<"RpmOstreedPolicy">;

/** What can be asked for; a word in the file that nobody knows cannot. */
export const POLICIES: readonly {
  policy: Exclude<Policy, "other">;
  label: string;
  help: string;
}[] = [
  { policy: "none", label: "Nothing", help: "Nobody looks for updates but you." },
  {
    policy: "check",
    label: "Look for updates",
    help: "The host learns which update is there, and downloads nothing else.",
  },
  {
    policy: "stage",
    label: "Download and stage",
    help: "Updates are made ready, and start with the next restart, whenever you restart the host.",
  },
  {
    policy: "apply",
    label: "Stage and restart",
    help: "Updates are made ready, and the host restarts at once, whoever uses it.",
  },
];

export const WEEKDAYS: readonly { day: Weekday; name: string }[] = [
  { day: "Mon", name: "Monday" },
  { day: "Tue", name: "Tuesday" },
  { day: "Wed", name: "Wednesday" },
  { day: "Thu", name: "Thursday" },
  { day: "Fri", name: "Friday" },
  { day: "Sat", name: "Saturday" },
  { day: "Sun", name: "Sunday" },
];

export type Strategy = "off" | "immediate" | "periodic" | "fleet_lock";

export const STRATEGIES: readonly { strategy: Strategy; label: string; help: string }[] = [
  { strategy: "off", label: "Off", help: "Zincati updates nothing. You do it yourself." },
  {
    strategy: "immediate",
    label: "At once",
    help: "The host restarts as soon as an update is ready, at any time of the day.",
  },
  {
    strategy: "periodic",
    label: "In windows of the week",
    help: "The host restarts for an update only within the windows that you set.",
  },
  {
    strategy: "fleet_lock",
    label: "When a lock manager lets it",
    help: "A service of your cluster says which host may restart, so that not all do at once.",
  },
];

/** A window as it is typed. */
export interface WindowDraft {
  readonly key: number;
  readonly days: readonly Weekday[];
  readonly start: string;
  readonly minutes: string;
}

export interface ZincatiDraft {
  readonly strategy: Strategy;
  readonly windows: readonly WindowDraft[];
  readonly timeZone: string;
  readonly baseUrl: string;
}

/** What the setting is, to be changed. */
export function draftOf(
  setting: Extract<UpdateAgent["setting"], { kind: "zincati" }>,
): ZincatiDraft {
  const { enabled, strategy, windows, time_zone: timeZone, base_url: baseUrl } = setting;
  return {
    // A strategy that nobody knows is not kept by accident: the one to choose is the documented default.
    strategy: !enabled ? "off" : strategy === "other" ? "immediate" : strategy,
    windows:
      windows.length === 0
        ? [newWindow(0)]
        : windows.map((window, key) => ({
            key,
            days: window.days,
            start: window.start_time,
            minutes: String(window.length_minutes),
          })),
    timeZone: timeZone === "" ? "UTC" : timeZone,
    baseUrl: baseUrl ?? "",
  };
}

export function newWindow(key: number): WindowDraft {
  return { key, days: ["Sat"], start: "23:30", minutes: "60" };
}

/** What is wrong with a window. */
export function windowComplaint({ days, start, minutes }: WindowDraft): string | undefined {
  if (days.length === 0) return "Choose at least one day.";
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(start)) return "It needs a time to start at, like 23:30.";
  const length = Number(minutes);
  if (!/^\d+$/.test(minutes.trim()) || length < 1 || length > 10_080) {
    return "Its length is between 1 and 10080 minutes (a week).";
  }
  return undefined;
}

/** What is missing before it can be set. */
export function zincatiComplaint(draft: ZincatiDraft): string | undefined {
  switch (draft.strategy) {
    case "off":
    case "immediate":
      return undefined;
    case "periodic":
      if (draft.windows.length === 0) return "Add at least one window.";
      if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(draft.timeZone.trim())) {
        return "The time zone has a name like UTC or Europe/Berlin.";
      }
      return draft.windows.map(windowComplaint).find((complaint) => complaint !== undefined);
    case "fleet_lock":
      return /^https?:\/\/[A-Za-z0-9[][^\s"'\\]*$/.test(draft.baseUrl.trim())
        ? undefined
        : "The lock manager’s address begins with https:// or http://.";
  }
}

/** Of a draft without complaints. */
export function zincatiRequest(draft: ZincatiDraft): UpdatePolicyRequest {
  switch (draft.strategy) {
    case "off":
      return { agent: "zincati", strategy: "off" };
    case "immediate":
      return { agent: "zincati", strategy: "immediate" };
    case "periodic":
      return {
        agent: "zincati",
        strategy: "periodic",
        time_zone: draft.timeZone.trim(),
        windows: draft.windows.map(({ days, start, minutes }) => ({
          days: inOrder(days),
          start_time: start,
          length_minutes: Number(minutes),
        })),
      };
    case "fleet_lock":
      return { agent: "zincati", strategy: "fleet_lock", base_url: draft.baseUrl.trim() };
  }
}

/** "Saturday and Sunday from 23:30, for 1 hour". */
export function windowWords({ days, start_time: start, length_minutes: length }: UpdateWindow) {
  const names = WEEKDAYS.filter(({ day }) => days.includes(day)).map(({ name }) => name);
  const which = names.length === WEEKDAYS.length ? "Every day" : listed(names);
  return `${which} from ${start}, for ${lengthWords(length)}`;
}

/** "90 minutes" as "1 hour, 30 minutes". */
export function lengthWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [
    ...(hours === 0 ? [] : [counted(hours, "hour")]),
    ...(rest === 0 && hours > 0 ? [] : [counted(rest, "minute")]),
  ].join(", ");
}

function inOrder(days: readonly Weekday[]): Weekday[] {
  return WEEKDAYS.map(({ day }) => day).filter((day) => days.includes(day));
}
