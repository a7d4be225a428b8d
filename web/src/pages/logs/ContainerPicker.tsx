// Which containers' logs are merged: single ones, or all of a Compose project or pod at once.

import {
  Badge,
  MenuToggle,
  Select,
  SelectGroup,
  SelectList,
  SelectOption,
} from "@patternfly/react-core";
import { useState } from "react";
import { counted } from "../../util/format";
import type { Container } from "../containers/state";

export interface ContainerPickerProps {
  /** Those that the page is about: they stay. */
  readonly own: readonly string[];
  readonly containers: readonly string[];
  /** All of the host. */
  readonly known: readonly Container[];
  readonly onChange: (others: readonly string[]) => void;
}

/** As many as the server merges. */
export const MOST_CONTAINERS = 20;
const GROUP = "group:";

export function ContainerPicker({ own, containers, known, onChange }: ContainerPickerProps) {
  const [isOpen, setOpen] = useState(false);
  const groups = groupsOf(own, known);
  const others = containers.filter((name) => !own.includes(name));
  const choose = (value: string) => {
    const group = groups.find(({ name }) => value === GROUP + name);
    if (group !== undefined) onChange(withAll(own, others, group.members));
    else if (others.includes(value)) onChange(others.filter((name) => name !== value));
    else onChange(withAll(own, others, [value]));
  };
  const isFull = containers.length >= MOST_CONTAINERS;
  return (
    <Select
      role="menu"
      isOpen={isOpen}
      isScrollable
      onOpenChange={setOpen}
      selected={containers}
      onSelect={(_event, value) => {
        if (typeof value === "string") choose(value);
      }}
      toggle={(toggle) => (
        <MenuToggle
          ref={toggle}
          isExpanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          badge={
            containers.length > 1 ? (
              <Badge isRead screenReaderText={counted(containers.length, "container")}>
                {containers.length}
              </Badge>
            ) : undefined
          }
        >
          Containers
        </MenuToggle>
      )}
    >
      {groups.length === 0 ? null : (
        <SelectGroup label="Together">
          <SelectList aria-label="Groups of containers">
            {groups.map(({ name, members }) => (
              <SelectOption
                key={name}
                value={GROUP + name}
                description={counted(members.length, "container")}
              >
                All of {name}
              </SelectOption>
            ))}
          </SelectList>
        </SelectGroup>
      )}
      <SelectGroup label="Containers">
        <SelectList aria-label="Containers">
          {known.map(({ name }) => {
            const isChosen = containers.includes(name);
            return (
              <SelectOption
                key={name}
                value={name}
                hasCheckbox
                isSelected={isChosen}
                isDisabled={own.includes(name) || (isFull && !isChosen)}
              >
                {name}
              </SelectOption>
            );
          })}
        </SelectList>
      </SelectGroup>
    </Select>
  );
}

/** The Compose projects and pods that a container of the page belongs to. */
function groupsOf(own: readonly string[], known: readonly Container[]) {
  const groupOf = ({ compose, pod }: Container) => compose?.project ?? pod ?? undefined;
  const names = new Set(
    known.filter(({ name }) => own.length === 0 || own.includes(name)).map(groupOf),
  );
  return [...names]
    .filter((name) => name !== undefined)
    .map((name) => ({
      name,
      members: known.filter((one) => groupOf(one) === name).map((one) => one.name),
    }))
    .filter(({ members }) => members.length > 1);
}

function withAll(own: readonly string[], others: readonly string[], more: readonly string[]) {
  const all = [...new Set([...others, ...more])].filter((name) => !own.includes(name));
  return all.slice(0, MOST_CONTAINERS - own.length);
}
