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
  container_inspect: "Look into container",
  container_secrets: "Read secrets of container",
  container_healthcheck: "Run health check of container",
  container_kill: "Send signal to container",
  container_pause: "Pause or resume container",
  container_rename: "Rename container",
  container_update: "Change limits of container",
  container_commit: "Make image of container",
  container_checkpoint: "Checkpoint or restore container",
  container_remove: "Remove container",
  container_create: "Create container",
  container_exec: "Open terminal in container",
  image_pull: "Pull image",
  image_check: "Check for newer images",
  image_tag: "Tag image",
  image_remove: "Remove image",
  image_load: "Load images",
  image_save: "Download image",
  image_build: "Build image",
  registry_credentials: "Registry credentials of",
  volume_create: "Create volume",
  volume_remove: "Remove volume",
  network_create: "Create network",
  network_remove: "Remove network",
  network_connect: "Attach or detach on network",
  prune: "Remove what is unused",
  operation_cancel: "Cancel operation",
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
