// Everything that can be done to the host's deployments, as the page's own menu.

import {
  Divider,
  Dropdown,
  DropdownList,
  MenuToggle,
  type MenuToggleElement,
} from "@patternfly/react-core";
import { Fragment, type Ref, useState } from "react";
import type { Deployments } from "../../api/deployments";
import type { Ask } from "./asking";
import { ChangeItem } from "./ChangeItem";
import { HOST_VERBS, obstacleTo, type Service, VERBS } from "./verbs";

export interface HostMenuProps {
  readonly data: Deployments;
  readonly service: Service;
  readonly ask: Ask;
  readonly check: () => void;
}

export function HostMenu(props: HostMenuProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      shouldFocusToggleOnSelect
      isScrollable
      maxMenuHeight="min(34rem, 70vh)"
      popperProps={{ position: "end", preventOverflow: true }}
      toggle={(toggle: Ref<MenuToggleElement>) => (
        <MenuToggle ref={toggle} isExpanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Actions
        </MenuToggle>
      )}
    >
      {isOpen ? <Items {...props} /> : null}
    </Dropdown>
  );
}

function Items({ data, service, ask, check }: HostMenuProps) {
  return (
    <DropdownList>
      {HOST_VERBS.map((group, place) => (
        <Fragment key={group.join()}>
          {place === 0 ? null : <Divider component="li" />}
          {group.map((verb) => (
            <ChangeItem
              key={verb}
              title={VERBS[verb].title}
              needs={VERBS[verb].needs}
              blocked={obstacleTo(verb, data, service)}
              onClick={() => (verb === "check" ? check() : ask({ of: "host", verb }))}
            />
          ))}
        </Fragment>
      ))}
    </DropdownList>
  );
}
