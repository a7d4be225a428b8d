// The long work that changes containers, and so is shown above them.

export const OPERATION_KINDS = [
  "container_create",
  "container_recreate",
  "container_checkpoint",
  "container_restore",
  "group_act",
  "image_pull",
  "prune",
] as const;
