// What the signed-in person may do, and in which words to say what they may not. The server decides;
// this only keeps the page from offering what would be refused.

import type { Schema } from "./client";
import { useSession } from "./queries";

export type Action = Schema<"Action">;
export type Role = Schema<"Role">;

/** Whether something may be done; if not, a sentence that says why. */
export type Permission =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly why: string };

/** Each action in plain words, and the least role that may do it (as in the server's policy). */
const ACTIONS: Record<Action, { words: string; role: Role }> = {
  session_open: { words: "sign in", role: "viewer" },
  session_close: { words: "sign out", role: "viewer" },
  account_create: { words: "create accounts", role: "admin" },
  account_password: { words: "change the passwords of others", role: "admin" },
  account_remove: { words: "remove accounts", role: "admin" },
  host_view: { words: "see hosts", role: "viewer" },
  host_reboot: { words: "restart hosts", role: "admin" },
  container_logs: { words: "read logs", role: "operator" },
  container_start: { words: "start containers", role: "operator" },
  container_stop: { words: "stop containers", role: "operator" },
  container_restart: { words: "restart containers", role: "operator" },
  deployment_check: { words: "check for updates", role: "admin" },
  deployment_upgrade: { words: "upgrade hosts", role: "admin" },
  dbus_read: { words: "read from the system bus", role: "viewer" },
  dbus_call: { words: "make calls on the system bus", role: "admin" },
  engine_read: { words: "read from the engine", role: "viewer" },
  engine_request: { words: "send requests to the engine", role: "admin" },
  audit_view: { words: "read the audit log", role: "admin" },
};

export const ROLE_NAMES: Record<Role, string> = {
  viewer: "Viewer",
  operator: "Operator",
  admin: "Administrator",
};

/** Decides from what `GET /session` said. */
export function permissionOf(
  session: Pick<Schema<"Whoami">, "role" | "permissions"> | undefined,
  action: Action,
): Permission {
  if (session === undefined) {
    return { allowed: false, why: "The page does not know yet what you may do." };
  }
  if (session.permissions.includes(action)) return { allowed: true };
  const { words, role } = ACTIONS[action];
  const yours = ROLE_NAMES[session.role].toLowerCase();
  const needed = ROLE_NAMES[role].toLowerCase();
  return { allowed: false, why: `Your role (${yours}) may not ${words}. It takes: ${needed}.` };
}

export function usePermission(action: Action): Permission {
  return permissionOf(useSession().data, action);
}
