// Audited actions in plain words, as in "Restart container" before its target.

import type { Action } from "../../api/roles";

const WORDS: Record<Action, string> = {
  session_open: "Sign in",
  session_close: "Sign out",
  account_create: "Create account",
  account_password: "Change password of",
  account_remove: "Remove account",
  host_view: "Look at host",
  host_reboot: "Restart host",
  container_logs: "Read log of container",
  container_start: "Start container",
  container_stop: "Stop container",
  container_restart: "Restart container",
  deployment_check: "Check for update",
  deployment_upgrade: "Upgrade",
  dbus_read: "Read from the system bus",
  dbus_call: "Call on the system bus",
  engine_read: "Read from the engine",
  engine_request: "Request to the engine",
  audit_view: "Read audit log",
};

/** What was asked for; whether it was done is the outcome's to say. */
export function actionWords(action: Action): string {
  return WORDS[action];
}
