// Everything that can be done to a container, as a menu. What cannot be done now stays, and says why.

import {
  Divider,
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  type MenuToggleElement,
} from "@patternfly/react-core";
import EllipsisVIcon from "@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon";
import { Fragment, type Ref, useState } from "react";
import { useNavigate } from "react-router";
import { useEngine } from "../../api/containers";
import { useSession } from "../../api/queries";
import { type Action, permissionOf } from "../../api/roles";
import { useHostId } from "../../hooks/useHostId";
import { useAsk } from "./ActionsProvider";
import { ACTION_WORDS, type ContainerAction, obstacleTo, offered } from "./actions";
import { containerPath } from "./paths";
import type { Container } from "./state";

export interface ActionMenuProps {
  readonly container: Container;
  /** Whether to lead to pages about the container, which is pointless on its own. */
  readonly linksToPages: "linked" | "unlinked";
  /** What stands as a button beside the menu. */
  readonly without?: readonly ContainerAction[];
}

export function ActionMenu({ container, linksToPages, without = [] }: ActionMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const { name } = container;
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      shouldFocusToggleOnSelect
      popperProps={{ position: "end", preventOverflow: true }}
      toggle={(toggle: Ref<MenuToggleElement>) => (
        <MenuToggle
          ref={toggle}
          variant="plain"
          size="sm"
          aria-label={`More actions for ${name}`}
          isExpanded={isOpen}
          icon={<EllipsisVIcon />}
          onClick={() => setOpen(!isOpen)}
        />
      )}
    >
      {isOpen ? (
        <Items container={container} linksToPages={linksToPages} without={without} />
      ) : null}
    </Dropdown>
  );
}

function Items({ container, linksToPages, without = [] }: ActionMenuProps) {
  const host = useHostId();
  const engine = useEngine(host);
  const ask = useAsk();
  const groups = offered(container, engine).map((group) =>
    group.filter((action) => !without.includes(action)),
  );
  return (
    <DropdownList>
      {linksToPages === "linked" ? (
        <>
          <PageItem
            title="Terminal"
            needs="container_exec"
            to={containerPath(host, container.name, "terminal")}
          />
          <Divider component="li" />
        </>
      ) : null}
      <PageItem
        title="Edit…"
        needs="container_create"
        to={containerPath(host, container.name, "edit")}
      />
      {groups
        .filter((group) => group.length > 0)
        .map((group) => (
          <Fragment key={group.join()}>
            {group.includes("remove") ? <Divider component="li" /> : null}
            {group.map((action) => (
              <Item
                key={action}
                title={ACTION_WORDS[action].title}
                needs={ACTION_WORDS[action].needs}
                blocked={obstacleTo(action, container, engine)}
                isDanger={action === "remove"}
                onClick={() => ask({ action, container })}
              />
            ))}
          </Fragment>
        ))}
    </DropdownList>
  );
}

function PageItem({ title, needs, to }: { title: string; needs: Action; to: string }) {
  const navigate = useNavigate();
  return <Item title={title} needs={needs} onClick={() => void navigate(to)} />;
}

interface ItemProps {
  readonly title: string;
  readonly needs: Action;
  readonly blocked?: string | undefined;
  readonly isDanger?: boolean;
  readonly onClick: () => void;
}

function Item({ title, needs, blocked, isDanger = false, onClick }: ItemProps) {
  const permission = permissionOf(useSession().data, needs);
  const why = permission.allowed ? blocked : permission.why;
  if (why === undefined) {
    return (
      <DropdownItem isDanger={isDanger} onClick={onClick}>
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
