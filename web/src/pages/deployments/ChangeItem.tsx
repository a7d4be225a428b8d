// An item of a menu of changes. What cannot be done now stays, and says why.

import { DropdownItem } from "@patternfly/react-core";
import { type Action, usePermission } from "../../api/roles";

export interface ChangeItemProps {
  readonly title: string;
  readonly needs: Action;
  readonly blocked: string | undefined;
  readonly tone?: "usual" | "danger";
  readonly onClick: () => void;
}

export function ChangeItem({ title, needs, blocked, tone = "usual", onClick }: ChangeItemProps) {
  const permission = usePermission(needs);
  const why = permission.allowed ? blocked : permission.why;
  if (why === undefined) {
    return (
      <DropdownItem isDanger={tone === "danger"} onClick={onClick}>
        {title}
      </DropdownItem>
    );
  }
  return (
    <DropdownItem isAriaDisabled tooltipProps={{ content: why, position: "left" }}>
      {title}
    </DropdownItem>
  );
}
