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

/** How far an action can reach, from least to most (as in the server's policy). */
export type Reach = "own" | "container" | "host" | "console";

/** What actions are about, in the order shown, and how far they reach. */
export const ABOUTS = {
  containers: { title: "Containers", reach: "container" },
  making: { title: "Making and changing containers", reach: "host" },
  images: { title: "Images", reach: "host" },
  storage: { title: "Volumes and networks", reach: "host" },
  host: { title: "The host", reach: "host" },
  system: { title: "Deployments and updates", reach: "host" },
  raw: { title: "Raw access", reach: "host" },
  console: { title: "The console", reach: "console" },
  own: { title: "One's own account", reach: "own" },
} as const satisfies Record<string, { title: string; reach: Reach }>;
export type About = keyof typeof ABOUTS;

interface ActionWords {
  readonly words: string;
  readonly role: BuiltInRole;
  readonly about: About;
}

/** Each action in plain words, the least role that may do it (as in the server's policy), and what it is about. */
const ACTIONS: Record<Action, ActionWords> = {
  session_open: { words: "sign in", role: "viewer", about: "own" },
  session_close: { words: "sign out", role: "viewer", about: "own" },
  account_create: { words: "create accounts", role: "admin", about: "console" },
  account_password: { words: "change the passwords of others", role: "admin", about: "console" },
  account_remove: { words: "remove accounts", role: "admin", about: "console" },
  account_view: { words: "see accounts", role: "admin", about: "console" },
  account_change: { words: "change accounts", role: "admin", about: "console" },
  account_own: {
    words: "change your own password and second factors",
    role: "viewer",
    about: "own",
  },
  role_change: { words: "change roles", role: "admin", about: "console" },
  session_revoke: { words: "end the sessions of others", role: "admin", about: "console" },
  token_create: { words: "make tokens", role: "viewer", about: "own" },
  token_revoke: { words: "take tokens back", role: "viewer", about: "own" },
  host_view: { words: "see hosts", role: "viewer", about: "host" },
  host_reboot: { words: "restart hosts", role: "admin", about: "host" },
  host_power_off: { words: "power hosts off", role: "admin", about: "host" },
  container_view: { words: "see containers", role: "viewer", about: "containers" },
  container_logs: { words: "read logs", role: "operator", about: "containers" },
  container_start: { words: "start containers", role: "operator", about: "containers" },
  container_stop: { words: "stop containers", role: "operator", about: "containers" },
  container_restart: { words: "restart containers", role: "operator", about: "containers" },
  container_inspect: {
    words: "see processes and changed files",
    role: "operator",
    about: "containers",
  },
  container_secrets: {
    words: "see environments and raw descriptions",
    role: "admin",
    about: "containers",
  },
  container_healthcheck: { words: "run health checks", role: "operator", about: "containers" },
  container_kill: { words: "send signals to containers", role: "admin", about: "containers" },
  container_pause: { words: "pause containers", role: "admin", about: "containers" },
  container_rename: { words: "rename containers", role: "admin", about: "making" },
  container_update: { words: "change limits", role: "admin", about: "containers" },
  container_commit: { words: "make images of containers", role: "admin", about: "making" },
  container_checkpoint: { words: "freeze containers to disk", role: "admin", about: "making" },
  container_remove: { words: "remove containers", role: "admin", about: "containers" },
  container_create: { words: "create containers", role: "admin", about: "making" },
  container_privileged: { words: "create privileged containers", role: "admin", about: "making" },
  container_exec: { words: "open terminals in containers", role: "admin", about: "containers" },
  image_pull: { words: "pull images", role: "admin", about: "images" },
  image_check: { words: "ask for newer images", role: "admin", about: "images" },
  image_tag: { words: "tag images", role: "admin", about: "images" },
  image_remove: { words: "remove images", role: "admin", about: "images" },
  image_load: { words: "load images", role: "admin", about: "images" },
  image_save: { words: "download images", role: "admin", about: "images" },
  image_build: { words: "build images", role: "admin", about: "images" },
  registry_credentials: { words: "manage registries", role: "admin", about: "console" },
  volume_create: { words: "create volumes", role: "admin", about: "storage" },
  volume_remove: { words: "remove volumes", role: "admin", about: "storage" },
  network_create: { words: "create networks", role: "admin", about: "storage" },
  network_remove: { words: "remove networks", role: "admin", about: "storage" },
  network_connect: { words: "attach containers to networks", role: "admin", about: "storage" },
  prune: { words: "remove what is unused", role: "admin", about: "storage" },
  operation_cancel: { words: "cancel operations", role: "admin", about: "host" },
  deployment_check: { words: "check for updates", role: "admin", about: "system" },
  deployment_upgrade: { words: "upgrade hosts", role: "admin", about: "system" },
  deployment_rollback: { words: "roll hosts back", role: "admin", about: "system" },
  deployment_rebase: { words: "deploy other versions and images", role: "admin", about: "system" },
  deployment_pin: { words: "pin deployments", role: "admin", about: "system" },
  deployment_remove: { words: "remove deployments", role: "admin", about: "system" },
  deployment_packages: { words: "change packages", role: "admin", about: "system" },
  deployment_kernel_arguments: { words: "change kernel arguments", role: "admin", about: "system" },
  remote_change: { words: "change remotes", role: "admin", about: "system" },
  package_search: { words: "search for packages", role: "admin", about: "system" },
  verdict_decide: { words: "decide on a boot", role: "admin", about: "system" },
  verdict_rule: { words: "set the rule for boots", role: "admin", about: "system" },
  update_policy: { words: "set automatic updates", role: "admin", about: "system" },
  dbus_read: { words: "read from the system bus", role: "viewer", about: "raw" },
  dbus_call: { words: "make calls on the system bus", role: "admin", about: "raw" },
  engine_read: { words: "read from the engine", role: "viewer", about: "raw" },
  engine_request: { words: "send requests to the engine", role: "admin", about: "raw" },
  audit_view: { words: "read the audit log", role: "admin", about: "console" },
};

/** In plain words, e.g. "restart containers". */
export function wordsOf(action: Action): string {
  return ACTIONS[action].words;
}

export function aboutOf(action: Action): About {
  return ACTIONS[action].about;
}

/** The actions about something, in the server's order. */
export function actionsAbout(about: About): Action[] {
  return ALL_ACTIONS.filter((action) => ACTIONS[action].about === about);
}

/** Whether a word is an action that this page knows. */
export function isAction(word: string): word is Action {
  return word in ACTIONS;
}

export const ALL_ACTIONS: readonly Action[] = Object.keys(ACTIONS).filter(isAction);

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
