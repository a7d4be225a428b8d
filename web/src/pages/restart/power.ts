// The choice of a restart in the form: what is wrong with it, the request that it becomes, and the command line
// that does the same. Pure.

import type { Power, PowerAction, PowerRequest } from "../../api/power";
import { quoted } from "../../util/command";
import { listed } from "../../util/format";

/** How far ahead something can be scheduled, in days. */
const FARTHEST = 30;
const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
/** Characters of the message, at most. */
export const LONGEST_MESSAGE = 200;

export interface PowerDraft {
  readonly action: PowerAction;
  readonly when: "now" | "later";
  /** As `<input type="datetime-local">` has it, in the browser's time zone: "2026-11-26T23:30". */
  readonly time: string;
  readonly message: string;
  /** Whether those who ask not to are heard. */
  readonly inhibitors: "respect" | "ignore";
}

export const NEW_DRAFT: PowerDraft = {
  action: "reboot",
  when: "now",
  time: "",
  message: "",
  inhibitors: "respect",
};

/** In the words of a button: "Restart", "Power off". */
export const POWER_VERBS: Record<PowerAction, string> = {
  reboot: "Restart",
  power_off: "Power off",
  soft_reboot: "Soft reboot",
};

export interface Complaints {
  readonly time?: string;
  readonly message?: string;
}

/** What has to change before it can be asked for, field by field. */
export function complaintsOf(draft: PowerDraft, now: number): Complaints {
  const time = draft.when === "later" ? timeComplaint(draft.time, now) : undefined;
  const message = messageComplaint(draft.message.trim());
  return {
    ...(time === undefined ? {} : { time }),
    ...(message === undefined ? {} : { message }),
  };
}

function timeComplaint(time: string, now: number): string | undefined {
  if (time === "") return "Choose a day and a time.";
  const at = Date.parse(time);
  if (Number.isNaN(at)) return "That is no day and time.";
  if (at <= now) return "That time has passed already. Choose one in the future.";
  if (at - now > FARTHEST * DAY) return `Choose a time within the next ${FARTHEST} days.`;
  return undefined;
}

function messageComplaint(message: string): string | undefined {
  const over = [...message].length - LONGEST_MESSAGE;
  if (over > 0) return `It is ${over} characters too long: at most ${LONGEST_MESSAGE}.`;
  return undefined;
}

/** Of a draft without complaints. */
export function requestOf({ action, when, time, message, inhibitors }: PowerDraft): PowerRequest {
  const said = message.trim();
  return {
    action,
    inhibitors,
    ...(when === "later" ? { at: new Date(time).toISOString() } : {}),
    ...(said === "" ? {} : { message: said }),
  };
}

/** What does the same on the host; nothing does it for a soft reboot at a time. */
export function powerLine(draft: PowerDraft, now: number): string | undefined {
  const { action, when, inhibitors } = draft;
  const message = draft.message.trim();
  if (action === "soft_reboot") {
    return when === "now"
      ? words("systemctl", [inhibitors === "ignore" && "--ignore-inhibitors", "soft-reboot"])
      : undefined;
  }
  const flag = action === "reboot" ? "--reboot" : "--poweroff";
  if (when === "later") {
    const minutes = Math.ceil((Date.parse(draft.time) - now) / MINUTE);
    return words("shutdown", [flag, `+${minutes}`, message !== "" && message]);
  }
  if (inhibitors === "respect" && message !== "") return words("shutdown", [flag, "now", message]);
  const verb = action === "reboot" ? "reboot" : "poweroff";
  return words("systemctl", [inhibitors === "ignore" && "--ignore-inhibitors", verb]);
}

/** What takes a scheduled one back on the host. */
export const CANCEL_LINE = "shutdown -c";

/** Why the host cannot do it, in a sentence. */
export function whyNot(power: Power | undefined, action: PowerAction): string | undefined {
  return power?.abilities.find((ability) => ability.action === action)?.why_not ?? undefined;
}

/** Those who ask that it does not happen: "packagekit and backup". */
export function blockersOf(inhibitors: Power["inhibitors"]): string | undefined {
  const who = new Set(inhibitors.filter(({ blocks }) => blocks).map((one) => one.who));
  return who.size === 0 ? undefined : listed([...who]);
}

/** "in 2 hours, 5 minutes" as digits that tick: "02:05:09"; days before them. */
export function countdown(ms: number): string {
  const left = Math.max(0, Math.ceil(ms / 1000));
  const days = Math.floor(left / 86_400);
  const clock = [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  return days === 0 ? clock : `${days} d ${clock}`;
}

/** "Europe/Berlin (GMT+1)": where the times of the form are. */
export function zoneWords(at: Date): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const parts = new Intl.DateTimeFormat("en-GB", { timeZoneName: "shortOffset" }).formatToParts(at);
  const offset = parts.find(({ type }) => type === "timeZoneName")?.value;
  return offset === undefined || offset === timeZone ? timeZone : `${timeZone} (${offset})`;
}

/** A moment as the field takes it, in the browser's time zone. */
export function fieldTime(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

function words(program: string, rest: readonly (string | false)[]): string {
  return [program, ...rest.filter((word) => word !== false).map(quoted)].join(" ");
}
