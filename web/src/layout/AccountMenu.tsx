// Who is signed in, the ways to what is one's own, the theme of this browser, and signing out.

import {
  Divider,
  Dropdown,
  DropdownGroup,
  DropdownItem,
  DropdownList,
  MenuToggle,
} from "@patternfly/react-core";
import DesktopIcon from "@patternfly/react-icons/dist/esm/icons/desktop-icon";
import MoonIcon from "@patternfly/react-icons/dist/esm/icons/moon-icon";
import SunIcon from "@patternfly/react-icons/dist/esm/icons/sun-icon";
import UserCircleIcon from "@patternfly/react-icons/dist/esm/icons/user-circle-icon";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Schema } from "../api/client";
import { useSignOut } from "../api/queries";
import { roleNames } from "../api/roles";
import { failureOf, useAnnounce } from "../components/Announcer";
import { chooseTheme, THEMES, type Theme, useTheme } from "../util/theme";

const THEME_LOOK = {
  system: { words: "As the system", icon: DesktopIcon },
  light: { words: "Light", icon: SunIcon },
  dark: { words: "Dark", icon: MoonIcon },
} as const satisfies Record<Theme, unknown>;

const OWN_PAGES = [
  { words: "Your account", path: "/account" },
  { words: "Your sessions", path: "/sessions?of=own" },
  { words: "Your tokens", path: "/tokens?of=own" },
] as const;

export function AccountMenu({ session }: { session: Schema<"Whoami"> }) {
  const [isOpen, setOpen] = useState(false);
  const theme = useTheme();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const announce = useAnnounce();
  const leave = () =>
    signOut.mutate(undefined, {
      onError: (error) => announce(failureOf("You are still signed in", error)),
    });
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
          variant="plainText"
          className="ad-account"
          icon={<UserCircleIcon />}
          isExpanded={isOpen}
          onClick={() => setOpen((open) => !open)}
          aria-label={`Account: ${session.name}`}
        >
          <span className="ad-account-name">{session.name}</span>
        </MenuToggle>
      )}
    >
      <div className="ad-whoami">
        <strong>{session.name}</strong>
        <span>{roleNames(session.roles)}</span>
      </div>
      <Divider />
      <DropdownGroup label="Theme">
        <DropdownList>
          {THEMES.map((name) => {
            const { words, icon: Icon } = THEME_LOOK[name];
            return (
              <DropdownItem
                key={name}
                icon={<Icon />}
                isSelected={name === theme}
                onClick={() => chooseTheme(name)}
              >
                {words}
              </DropdownItem>
            );
          })}
        </DropdownList>
      </DropdownGroup>
      <Divider />
      <DropdownList>
        {OWN_PAGES.map(({ words, path }) => (
          <DropdownItem key={path} onClick={() => void navigate(path)}>
            {words}
          </DropdownItem>
        ))}
      </DropdownList>
      <Divider />
      <DropdownList>
        <DropdownItem onClick={leave}>Sign out</DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
