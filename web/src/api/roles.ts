// What the signed-in person may do, and in which words to say what they may not. The server decides;
// this only keeps the page from offering what would be refused.

import type { Schema } from "./client";
import { useSession } from "./queries";

export type Action = Schema<"Action">;
/** The roles that are built in. */
export type BuiltInRole = "viewer" | "operator" | "admin";

/** Whether something may be done; if not, a sentence that says why. */
export type Permission =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly why: string };

/** Each action in plain words, and the least role that may do it (as in the server's policy). */
const ACTIONS: Record<Action, { words: string; role: BuiltInRole }> = {
  session_open: { words: "sign in", role: "viewer" },
  session_close: { words: "sign out", role: "viewer" },
  account_create: { words: "create accounts", role: "admin" },
  account_password: { words: "change the passwords of others", role: "admin" },
  account_remove: { words: "remove accounts", role: "admin" },
  account_view: { words: "see accounts", role: "admin" },
  account_change: { words: "change accounts", role: "admin" },
  account_own: { words: "change your own password and second factors", role: "viewer" },
  role_change: { words: "change roles", role: "admin" },
  session_revoke: { words: "end the sessions of others", role: "admin" },
  token_create: { words: "make tokens", role: "viewer" },
  token_revoke: { words: "take tokens back", role: "viewer" },
  host_view: { words: "see hosts", role: "viewer" },
  host_reboot: { words: "restart hosts", role: "admin" },
  host_power_off: { words: "power hosts off", role: "admin" },
  container_view: { words: "see containers", role: "viewer" },
  container_logs: { words: "read logs", role: "operator" },
  container_start: { words: "start containers", role: "operator" },
  container_stop: { words: "stop containers", role: "operator" },
  container_restart: { words: "restart containers", role: "operator" },
  container_inspect: { words: "see processes and changed files", role: "operator" },
  container_secrets: { words: "see environments and raw descriptions", role: "admin" },
  container_healthcheck: { words: "run health checks", role: "operator" },
  container_kill: { words: "send signals to containers", role: "admin" },
  container_pause: { words: "pause containers", role: "admin" },
  container_rename: { words: "rename containers", role: "admin" },
  container_update: { words: "change limits", role: "admin" },
  container_commit: { words: "make images of containers", role: "admin" },
  container_checkpoint: { words: "freeze containers to disk", role: "admin" },
  container_remove: { words: "remove containers", role: "admin" },
  container_create: { words: "create containers", role: "admin" },
  container_privileged: { words: "create privileged containers", role: "admin" },
  container_exec: { words: "open terminals in containers", role: "admin" },
  image_pull: { words: "pull images", role: "admin" },
  image_check: { words: "ask for newer images", role: "admin" },
  image_tag: { words: "tag images", role: "admin" },
  image_remove: { words: "remove images", role: "admin" },
  image_load: { words: "load images", role: "admin" },
  image_save: { words: "download images", role: "admin" },
  image_build: { words: "build images", role: "admin" },
  registry_credentials: { words: "manage registries", role: "admin" },
  volume_create: { words: "create volumes", role: "admin" },
  volume_remove: { words: "remove volumes", role: "admin" },
  network_create: { words: "create networks", role: "admin" },
  network_remove: { words: "remove networks", role: "admin" },
  network_connect: { words: "attach containers to networks", role: "admin" },
  prune: { words: "remove what is unused", role: "admin" },
  operation_cancel: { words: "cancel operations", role: "admin" },
  deployment_check: { words: "check for updates", role: "admin" },
  deployment_upgrade: { words: "upgrade hosts", role: "admin" },
  deployment_rollback: { words: "roll hosts back", role: "admin" },
  deployment_rebase: { words: "deploy other versions and images", role: "admin" },
  deployment_pin: { words: "pin deployments", role: "admin" },
  deployment_remove: { words: "remove deployments", role: "admin" },
  deployment_packages: { words: "change packages", role: "admin" },
  deployment_kernel_arguments: { words: "change kernel arguments", role: "admin" },
  remote_change: { words: "change remotes", role: "admin" },
  package_search: { words: "search for packages", role: "admin" },
  verdict_decide: { words: "decide on a boot", role: "admin" },
  verdict_rule: { words: "set the rule for boots", role: "admin" },
  update_policy: { words: "set automatic updates", role: "admin" },
  dbus_read: { words: "read from the system bus", role: "viewer" },
  dbus_call: { words: "make calls on the system bus", role: "admin" },
  engine_read: { words: "read from the engine", role: "viewer" },
  engine_request: { words: "send requests to the engine", role: "admin" },
  audit_view: { words: "read the audit log", role: "admin" },
};

const ROLE_NAMES: Record<string, string> = {
  viewer: "Viewer",
  operator: "Operator",
  admin: "Administrator",
};

/** A role, or several, as they are told. */
export function roleNames(roles: readonly string[]): string {
  return roles.length === 0 ? "No role" : roles.map((role) => ROLE_NAMES[role] ?? role).join(", ");
}

/** Decides from what `GET /session` said. */
export function permissionOf(
  session: Pick<Schema<"Whoami">, "roles" | "permissions"> | undefined,
  action: Action,
): Permission {
  if (session === undefined) {
    return { allowed: false, why: "The page does not know yet what you may do." };
  }
  if (session.permissions.includes(action)) return { allowed: true };
  const { words, role } = ACTIONS[action];
  const yours = roleNames(session.roles).toLowerCase();
  const needed = roleNames([role]).toLowerCase();
  return { allowed: false, why: `Your role (${yours}) may not ${words}. It takes: ${needed}.` };
}

export function usePermission(action: Action): Permission {
  return permissionOf(useSession().data, action);
}
