// Everything that can be done to one deployment.

import {
  Divider,
  Dropdown,
  DropdownItem,
  DropdownList,
  MenuToggle,
  type MenuToggleElement,
} from "@patternfly/react-core";
import EllipsisVIcon from "@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon";
import { type Ref, useState } from "react";
import { useNavigate } from "react-router";
import { ChangeItem } from "./ChangeItem";
import type { DeploymentCardProps } from "./DeploymentCard";
import { type DeploymentVerb, obstacleFor, offeredFor, VERBS } from "./verbs";
import { differencePath, nameOf } from "./words";

/** As they are called beside one deployment. */
const TITLES: Record<DeploymentVerb, string> = {
  rollback: "Roll back to it…",
  deploy: "Deploy it again…",
  pin: VERBS.pin.title,
  unpin: VERBS.unpin.title,
  remove: VERBS.remove.title,
};

export function DeploymentMenu(props: DeploymentCardProps) {
  const [isOpen, setOpen] = useState(false);
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
          aria-label={`Actions for ${nameOf(props.deployment)}`}
          isExpanded={isOpen}
          icon={<EllipsisVIcon />}
          onClick={() => setOpen(!isOpen)}
        />
      )}
    >
      {isOpen ? <Items {...props} /> : null}
    </Dropdown>
  );
}

function Items({ host, deployment, data, service, ask }: DeploymentCardProps) {
  const navigate = useNavigate();
  const booted = data.deployments.find((one) => one.booted);
  const choose = (verb: DeploymentVerb) => {
    switch (verb) {
      case "rollback":
        return ask({ of: "host", verb });
      case "deploy":
        return ask({ of: "host", verb, revision: deployment.version || deployment.checksum });
      case "pin":
      case "unpin":
      case "remove":
        return ask({ of: "deployment", verb, deployment });
    }
  };
  return (
    <DropdownList>
      {booted === undefined || deployment.booted ? null : (
        <>
          <DropdownItem
            onClick={() => void navigate(differencePath(host, booted.id, deployment.id))}
          >
            Compare with booted
          </DropdownItem>
          <Divider component="li" />
        </>
      )}
      {offeredFor(deployment, data.deployments).map((verb) => (
        <ChangeItem
          key={verb}
          title={TITLES[verb]}
          needs={VERBS[verb].needs}
          blocked={obstacleFor(verb, deployment, data, service)}
          tone={verb === "remove" ? "danger" : "usual"}
          onClick={() => choose(verb)}
        />
      ))}
    </DropdownList>
  );
}
