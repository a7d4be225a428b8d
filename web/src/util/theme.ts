// The theme: the system's, unless somebody chose one in this browser. theme-boot.js applies the same
// before the first paint; this keeps it true while the app runs.

import { useSyncExternalStore } from "react";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "atomdeck.theme";
const DARK_CLASS = "pf-v6-theme-dark";
const listeners = new Set<() => void>();
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

let chosen = readChoice();

/** Follows the system's theme while nothing else is chosen; called once at the start. */
export function watchTheme(): void {
  systemDark.addEventListener("change", apply);
  apply();
}

export function chooseTheme(theme: Theme): void {
  chosen = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is blocked: the choice holds until the page is left.
  }
  apply();
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => chosen);
}

function apply(): void {
  const dark = chosen === "dark" || (chosen === "system" && systemDark.matches);
  document.documentElement.classList.toggle(DARK_CLASS, dark);
}

function readChoice(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? "system";
  } catch {
    return "system";
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
