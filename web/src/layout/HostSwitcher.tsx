// Which host the page is about, and the way to the others: the same page there.

import { MenuToggle, Select, SelectList, SelectOption } from "@patternfly/react-core";
import ServerIcon from "@patternfly/react-icons/dist/esm/icons/server-icon";
import { useState } from "react";
import { useLocation, useNavigate } from "react-router";
import type { Schema } from "../api/client";

export interface HostSwitcherProps {
  readonly hosts: readonly Schema<"HostSummary">[];
  readonly current: Schema<"HostSummary">;
}

export function HostSwitcher({ hosts, current }: HostSwitcherProps) {
  const [isOpen, setOpen] = useState(false);
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const choose = (host: string) => {
    setOpen(false);
    void navigate(samePage(pathname, host));
  };
  return (
    <Select
      isOpen={isOpen}
      onOpenChange={setOpen}
      selected={current.id}
      onSelect={(_event, value) => choose(String(value))}
      shouldFocusToggleOnSelect
      popperProps={{ appendTo: "inline" }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          className="ad-host-switcher"
          icon={<ServerIcon />}
          isExpanded={isOpen}
          onClick={() => setOpen((open) => !open)}
          aria-label={`Host: ${current.name}`}
        >
          {current.name}
        </MenuToggle>
      )}
    >
      <SelectList aria-label="Hosts">
        {hosts.map(({ id, name, notice }) => (
          <SelectOption key={id} value={id} description={notice ?? undefined}>
            {name}
          </SelectOption>
        ))}
      </SelectList>
    </Select>
  );
}

/** The same page of another host; what names a thing of this host is left out. */
function samePage(pathname: string, host: string): string {
  const [, hosts, , page] = pathname.split("/");
  return `/hosts/${host}/${hosts === "hosts" ? (page ?? "overview") : "overview"}`;
}
