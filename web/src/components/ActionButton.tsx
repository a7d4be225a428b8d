// A button for something that changes a host. Where it cannot be used it stays focusable and says why.

import { Button, type ButtonProps, Tooltip } from "@patternfly/react-core";
import type { Permission } from "../api/roles";

export interface ActionButtonProps
  extends Pick<
    ButtonProps,
    "variant" | "icon" | "isLoading" | "isDanger" | "size" | "aria-label" | "children" | "className"
  > {
  readonly permission: Permission;
  /** Why it cannot be used now, whoever asks. */
  readonly blocked?: string;
  readonly onClick: () => void;
}

export function ActionButton({ permission, blocked, onClick, ...button }: ActionButtonProps) {
  const why = permission.allowed ? blocked : permission.why;
  if (why === undefined) return <Button {...button} onClick={onClick} />;
  return (
    <Tooltip content={why}>
      <Button {...button} isAriaDisabled />
    </Tooltip>
  );
}
