// What a container's state means to people: its word, colour and whether somebody should look.

import type { Schema } from "../../api/client";

export type Container = Schema<"Container">;
export type ContainerState = Schema<"ContainerState">;
type Look = { readonly word: string; readonly mood: "good" | "bad" | "busy" | "calm" };

const STATES: Record<ContainerState, Look> = {
  created: { word: "Created", mood: "calm" },
  running: { word: "Running", mood: "good" },
  paused: { word: "Paused", mood: "calm" },
  restarting: { word: "Restarting", mood: "busy" },
  removing: { word: "Removing", mood: "busy" },
  exited: { word: "Stopped", mood: "calm" },
  dead: { word: "Dead", mood: "bad" },
  unknown: { word: "Unknown", mood: "calm" },
};

/** Ends by a signal that `stop` sends: 128 + SIGTERM, 128 + SIGKILL, and 128 + SIGINT. */
const STOPPED_BY_SIGNAL = new Set([130, 137, 143]);

export function lookOf(container: Container): Look {
  if (container.crash_loop) return { word: "Keeps crashing", mood: "bad" };
  if (hasCrashed(container)) return { word: "Crashed", mood: "bad" };
  return STATES[container.state];
}

/** Ended by itself with a failure, or keeps being started again by the engine. */
export function hasCrashed({ state, exit_code: code }: Container): boolean {
  if (state !== "exited" || code === null || code === undefined) return false;
  return code !== 0 && !STOPPED_BY_SIGNAL.has(code);
}

/** Somebody should look at it. */
export function needsAttention(container: Container): boolean {
  const { state, health } = container;
  return (
    container.crash_loop ||
    hasCrashed(container) ||
    state === "restarting" ||
    state === "dead" ||
    health === "unhealthy"
  );
}

/** What can be done to it now. */
export function isRunning({ state }: Container): boolean {
  return state === "running" || state === "paused" || state === "restarting";
}

/** The filters offered, in order. */
export const FILTERS = ["running", "stopped", "attention"] as const;
export type Filter = (typeof FILTERS)[number];

export function matches(container: Container, filter: Filter): boolean {
  switch (filter) {
    case "running":
      return isRunning(container);
    case "stopped":
      return !isRunning(container);
    case "attention":
      return needsAttention(container);
  }
}

/** Whether name or image hold the text, in whatever case. */
export function isFound({ name, image }: Container, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return name.toLowerCase().includes(wanted) || image.toLowerCase().includes(wanted);
}
