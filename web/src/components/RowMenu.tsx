// What can be done to one line of a table, behind three dots. What cannot be done now stays and says why.

import { Dropdown, DropdownItem, DropdownList, MenuToggle } from "@patternfly/react-core";
import EllipsisVIcon from "@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon";
import { useState } from "react";

export interface RowDeed {
  readonly title: string;
  readonly isDanger?: boolean;
  /** Why it cannot be done. */
  readonly blocked?: string | undefined;
  readonly run: () => void;
}

export interface RowMenuProps {
  /** What the line is about. */
  readonly of: string;
  readonly deeds: readonly RowDeed[];
}

export function RowMenu({ of, deeds }: RowMenuProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      shouldFocusToggleOnSelect
      popperProps={{ position: "end", appendTo: "inline" }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          variant="plain"
          size="sm"
          aria-label={`Actions for ${of}`}
          isExpanded={isOpen}
          icon={<EllipsisVIcon />}
          onClick={() => setOpen(!isOpen)}
        />
      )}
    >
      <DropdownList>
        {deeds.map(({ title, isDanger = false, blocked, run }) =>
          blocked === undefined ? (
            <DropdownItem key={title} isDanger={isDanger} onClick={run}>
              {title}
            </DropdownItem>
          ) : (
            <DropdownItem
              key={title}
              isAriaDisabled
              tooltipProps={{ content: blocked, position: "left" }}
            >
              {title}
            </DropdownItem>
          ),
        )}
      </DropdownList>
    </Dropdown>
  );
}
