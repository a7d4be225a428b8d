// Dates, sizes and durations as people read them. One locale for all, because the app speaks English;
// 24 hours and month names, because those are read the same everywhere.

const LOCALE = "en-GB";

const DATE_TIME = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "medium" });
const DATE = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" });
const TIME = new Intl.DateTimeFormat(LOCALE, { timeStyle: "medium" });
const RELATIVE = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
const NUMBER = new Intl.NumberFormat(LOCALE);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The unit for an age, from the coarsest, and from how many ms on; "last month" would say too little. */
const AGES = [
  { unit: "year", ms: 365 * DAY, from: 2 * 365 * DAY },
  { unit: "month", ms: 30 * DAY, from: 60 * DAY },
  { unit: "week", ms: 7 * DAY, from: 14 * DAY },
  { unit: "day", ms: DAY, from: DAY },
  { unit: "hour", ms: HOUR, from: HOUR },
  { unit: "minute", ms: MINUTE, from: MINUTE },
] as const;

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** "22 Nov 2026, 20:49:56", in the browser's time zone. */
export function dateTime(at: string): string {
  return formatDate(DATE_TIME, at);
}

/** "22 Nov 2026". */
export function date(at: string): string {
  return formatDate(DATE, at);
}

/** "20:49:56". */
export function clock(at: string): string {
  return formatDate(TIME, at);
}

/** "3 minutes ago", "yesterday", "in 2 hours"; below a minute "just now". */
export function relative(at: string, now: number): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return at;
  const age = now - time;
  const size = AGES.find(({ from }) => Math.abs(age) >= from);
  if (size === undefined) return "just now";
  return RELATIVE.format(-Math.trunc(age / size.ms), size.unit);
}

/** "3 days, 4 hours" or "2 minutes, 5 seconds": the two coarsest units of so many ms. */
export function uptime(ms: number): string {
  const left = Math.max(0, Math.floor(ms / SECOND));
  const parts = [
    { unit: "day", count: Math.floor(left / 86_400) },
    { unit: "hour", count: Math.floor(left / 3_600) % 24 },
    { unit: "minute", count: Math.floor(left / 60) % 60 },
    { unit: "second", count: left % 60 },
  ] as const;
  const first = parts.findIndex(({ count }) => count > 0);
  if (first < 0) return "0 seconds";
  return parts
    .slice(first, first + 2)
    .map(({ unit, count }) => unitOf(count, unit, "long"))
    .join(", ");
}

/** "340 ms", "2.1 s", "3 min 5 s". */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / SECOND);
  if (seconds < 60) return `${(ms / SECOND).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** "12.3 MB", in powers of ten as disks and networks are sold. */
export function bytes(count: number): string {
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), SIZES.length - 1);
  const unit = SIZES[power] ?? "byte";
  return unitOf(count / 1000 ** power, unit, unit === "byte" ? "long" : "short");
}

/** "1.2 MB a second". */
export function rate(bytesPerSecond: number): string {
  return `${bytes(bytesPerSecond)} a second`;
}

/** "0.4 %", "37 %": of one core, so that it may be above a hundred. */
export function percent(of: number): string {
  return `${of < 10 ? of.toFixed(1) : Math.round(of)} %`;
}

/** "10,000". */
export function number(count: number): string {
  return NUMBER.format(count);
}

/** "1 container", "3 containers"; `many` where an s is not enough. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  return new Intl.ListFormat(LOCALE, { type: "conjunction" }).format(items);
}

/** "Started 3 hours ago" from "started 3 hours ago". */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first word is the name of a unit or file, or of a program that is written small everywhere. */
const SMALL = /^([\w@:-]+\.[a-z]{2,}|rpm-ostreed?|ostree|bootc)(?![\w-])/;

/** "The bus is not reachable." from "the bus is not reachable"; a unit keeps its name. */
export function fullSentence(text: string): string {
  const said = text.trim();
  const whole = SMALL.test(said) ? said : sentence(said);
  return whole === "" || /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

/** The first digits of a checksum or id, enough to tell it from others on a host. */
export function short(checksum: string): string {
  return checksum.slice(0, 10);
}

function formatDate(format: Intl.DateTimeFormat, at: string): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? at : format.format(time);
}

function unitOf(count: number, unit: string, unitDisplay: "long" | "short"): string {
  const format = { style: "unit", unit, unitDisplay, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(LOCALE, format).format(count);
}
