// What is filled in for a role, what of it does not go together, and the role that comes of it. The server has the
// last word.

import type { RoleDefinition, RoleSpec } from "../../api/accounts";
import { ABOUTS, type About, type Action, aboutOf, type Reach } from "../../api/roles";

/** For everything, for certain hosts, or for certain containers (of certain hosts, where those are given). */
export type Extent = "all" | "hosts" | "containers";

export interface RoleDraft {
  readonly name: string;
  readonly description: string;
  readonly actions: readonly Action[];
  readonly extent: Extent;
  /** Patterns, parted by spaces, commas or new lines; `labels` as `key=value`. */
  readonly hosts: string;
  readonly names: string;
  readonly images: string;
  readonly labels: string;
  readonly reason: boolean;
  /** Minutes; empty for none. */
  readonly coolDown: string;
  readonly perHour: string;
}

export const NEW_ROLE: RoleDraft = {
  name: "",
  description: "",
  actions: ["container_view"],
  extent: "all",
  hosts: "",
  names: "",
  images: "",
  labels: "",
  reason: false,
  coolDown: "",
  perHour: "",
};

/** What the pages offer, from most to least used; one's own account is in every role anyway. */
export const OFFERED: readonly About[] = [
  "containers",
  "making",
  "images",
  "storage",
  "host",
  "system",
  "raw",
  "console",
];

const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const BUILT_IN = ["viewer", "operator", "admin"];
const MOST_DESCRIPTION = 200;
const MOST_PATTERNS = 50;
const MOST_PER_HOUR = 1_000;
const MOST_MINUTES = 24 * 60;
const REACHES: readonly Reach[] = ["own", "container", "host", "console"];
const WIDEST: Record<Extent, Reach> = { all: "console", hosts: "host", containers: "container" };

/** Why a role of this extent cannot hold what is about this; `undefined` where it can. */
export function clashOf(extent: Extent, about: About): string | undefined {
  const { reach } = ABOUTS[about];
  if (REACHES.indexOf(reach) <= REACHES.indexOf(WIDEST[extent])) return undefined;
  if (extent === "hosts") return "It would reach beyond certain hosts: make a role for everything.";
  return reach === "host"
    ? "It would reach beyond certain containers, to the whole host: make another role for it."
    : "It would reach beyond certain containers, to the console: make another role for it.";
}

/** What the role holds of what is ticked. */
export function heldOf({ extent, actions }: Pick<RoleDraft, "extent" | "actions">): Action[] {
  return actions.filter((action) => clashOf(extent, aboutOf(action)) === undefined);
}

/** What is missing or wrong; `undefined` where it can be saved. */
export function roleMissing(draft: RoleDraft): string | undefined {
  const { name, description, extent, hosts, names, images, labels } = draft;
  if (name === "") return "Give it a name.";
  if (nameComplaint(name) !== undefined) return "Give it another name.";
  if ([...description].length > MOST_DESCRIPTION) {
    return `The description has at most ${MOST_DESCRIPTION} characters.`;
  }
  if (heldOf(draft).length === 0) return "Tick what its holders may do.";
  const scopes = extent === "all" ? [] : extent === "hosts" ? [hosts] : [names, images, labels];
  if (extent === "hosts" && patternsOf(hosts).length === 0) return "Say which hosts.";
  if (extent === "containers" && scopes.every((text) => patternsOf(text).length === 0)) {
    return "Say which containers: by name, image or label.";
  }
  if ([...scopes, hosts].some((text) => patternsOf(text).length > MOST_PATTERNS)) {
    return `A list has at most ${MOST_PATTERNS} patterns.`;
  }
  if (extent === "containers" && labelComplaint(labels) !== undefined) return "Mend the labels.";
  if (minutesOf(draft.coolDown) === "wrong") return "The pause is 1 to 1440 minutes, or empty.";
  return timesOf(draft.perHour) === "wrong"
    ? "It is 1 to 1000 times an hour, or empty."
    : undefined;
}

export function nameComplaint(name: string): string | undefined {
  if (name === "") return undefined;
  if (BUILT_IN.includes(name)) return "It is built in: choose another name.";
  return NAME.test(name)
    ? undefined
    : "Lower-case letters, digits and hyphens, at most 32, starting with a letter.";
}

export function labelComplaint(labels: string): string | undefined {
  const wrong = patternsOf(labels).find((label) => !/^[^=]+=.+$/.test(label));
  return wrong === undefined ? undefined : `“${wrong}” is not of the form label=value.`;
}

/** The patterns of a list. */
export function patternsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((pattern) => pattern !== ""))];
}

/** The role that is saved; the draft is without complaints. */
export function specOf(draft: RoleDraft): RoleSpec {
  const { description, extent, hosts, names, images, labels } = draft;
  const [minutes, times] = [minutesOf(draft.coolDown), timesOf(draft.perHour)];
  const onHosts = patternsOf(hosts);
  return {
    description: description.trim(),
    actions: heldOf(draft),
    scope: {
      ...(extent === "all" || onHosts.length === 0 ? {} : { hosts: onHosts }),
      ...(extent === "containers"
        ? {
            containers: {
              names: patternsOf(names),
              images: patternsOf(images),
              labels: Object.fromEntries(patternsOf(labels).map(pairOf)),
            },
          }
        : {}),
    },
    limits: {
      reason: draft.reason,
      cool_down_s: typeof minutes === "number" ? Math.round(minutes * 60) : null,
      per_hour: typeof times === "number" ? times : null,
    },
  };
}

/** A role to go on from. */
export function draftOf(role: RoleDefinition): RoleDraft {
  const { name, description, actions, scope, limits } = role;
  const { hosts, containers } = scope;
  const { cool_down_s: pause, per_hour: times } = limits;
  return {
    name,
    description,
    actions: actions.filter((action) => aboutOf(action) !== "own"),
    extent: containers ? "containers" : hosts ? "hosts" : "all",
    hosts: (hosts ?? []).join(" "),
    names: (containers?.names ?? []).join(" "),
    images: (containers?.images ?? []).join(" "),
    labels: Object.entries(containers?.labels ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .join(" "),
    reason: limits.reason,
    coolDown: pause ? String(pause / 60) : "",
    perHour: times ? String(times) : "",
  };
}

function pairOf(label: string): [string, string] {
  const at = label.indexOf("=");
  return [label.slice(0, at), label.slice(at + 1)];
}

function minutesOf(text: string): number | "none" | "wrong" {
  return numberOf(text, 1 / 60, MOST_MINUTES);
}

function timesOf(text: string): number | "none" | "wrong" {
  const times = numberOf(text, 1, MOST_PER_HOUR);
  return typeof times === "number" && !Number.isInteger(times) ? "wrong" : times;
}

function numberOf(text: string, least: number, most: number): number | "none" | "wrong" {
  const said = text.trim().replace(",", ".");
  if (said === "") return "none";
  const value = Number(said);
  return value >= least && value <= most ? value : "wrong";
}
