// When a session ends, and from when on that is said. Pure; SessionEnd.tsx keeps the one timer.

import type { Schema } from "../api/client";

/** So long before its end it is said; ms. */
export const SAID_BEFORE = 120_000;

export type Ends =
  /** Nothing to say; look again in so many ms. */
  | { readonly kind: "later"; readonly lookIn: number }
  /** It ends at this moment, unless somebody uses it. */
  | { readonly kind: "idle"; readonly at: number }
  /** It ends at this moment, whatever is done. */
  | { readonly kind: "expires"; readonly at: number }
  /** It should have ended. */
  | { readonly kind: "over" };

export function endOf(
  session: Pick<Schema<"Whoami">, "idle_at" | "expires_at">,
  now: number,
): Ends {
  const idle = Date.parse(session.idle_at);
  const expires = Date.parse(session.expires_at);
  const end = Math.min(idle, expires);
  if (now >= end) return { kind: "over" };
  if (end - now > SAID_BEFORE) return { kind: "later", lookIn: end - now - SAID_BEFORE };
  return expires <= idle ? { kind: "expires", at: expires } : { kind: "idle", at: idle };
}

/** "1:05" of so many ms. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
