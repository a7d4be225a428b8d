// Signing in without the sign-in page, for the specs that are about something else.

import type { BrowserContext } from "@playwright/test";
import { password, type Role } from "./atomdeck";

export type SessionCookie = Parameters<BrowserContext["addCookies"]>[0][number];

/** Opens a session and returns its cookie as a browser context takes it. */
export async function openSession(url: string, role: Role): Promise<SessionCookie> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ name: role, password: password(role) }),
  });
  const [pair, ...attributes] = (response.headers.getSetCookie()[0] ?? "").split("; ");
  const equals = pair?.indexOf("=") ?? -1;
  if (!response.ok || !pair || equals < 1) {
    throw new Error(`${role} could not sign in: ${response.status} ${await response.text()}`);
  }
  return {
    name: pair.slice(0, equals),
    value: pair.slice(equals + 1),
    domain: new URL(url).hostname,
    path: "/",
    secure: attributes.some((attribute) => attribute.toLowerCase() === "secure"),
    httpOnly: true,
    sameSite: "Strict",
  };
}

/** Whether the cookie still opens anything; a spec may have ended the session. */
export async function isOpen(url: string, cookie: SessionCookie): Promise<boolean> {
  const headers = { cookie: `${cookie.name}=${cookie.value}` };
  return (await fetch(`${url}/api/v1/session`, { headers })).ok;
}
