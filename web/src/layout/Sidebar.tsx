// The navigation at the side; over the page where that is narrow.

import {
  Nav,
  NavGroup,
  NavItem,
  NavList,
  PageSidebar,
  PageSidebarBody,
} from "@patternfly/react-core";
import { NavLink, useLocation } from "react-router";
import type { Schema } from "../api/client";
import { permissionOf } from "../api/roles";
import { isOfConsole, NAV, type NavLine } from "./nav";

export const SIDEBAR = "navigation";

export interface SidebarProps {
  readonly session: Schema<"Whoami">;
  /** Absent where there is none: then there are only the console's own pages. */
  readonly host: string | undefined;
  readonly isOpen: boolean;
  /** It lies over the page instead of beside it. */
  readonly isOverPage: boolean;
  /** A page was chosen. */
  readonly onClose: () => void;
}

export function Sidebar({ session, host, isOpen, isOverPage, onClose }: SidebarProps) {
  const lines = NAV.filter(
    (line) =>
      permissionOf(session, line.needs).allowed && (host !== undefined || isOfConsole(line)),
  );
  return (
    // PatternFly knows narrow pages only where it manages the sidebar itself; then nothing closes it.
    <PageSidebar
      id={SIDEBAR}
      isSidebarOpen={isOpen}
      className={isOpen && isOverPage ? "pf-m-expanded" : ""}
    >
      <PageSidebarBody>
        <Nav aria-label="Pages" onSelect={onClose}>
          <NavList>
            {lines
              .filter((line) => !isOfConsole(line))
              .map((line) => (
                <Line key={line.title} line={line} host={host ?? ""} />
              ))}
          </NavList>
          {lines.some(isOfConsole) ? (
            <NavGroup title="Console">
              {lines.filter(isOfConsole).map((line) => (
                <Line key={line.title} line={line} host={host ?? ""} />
              ))}
            </NavGroup>
          ) : null}
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}

function Line({ line, host }: { line: NavLine; host: string }) {
  const { pathname } = useLocation();
  const { title, path, icon: Icon } = line;
  const to = path(host);
  return (
    <NavItem isActive={pathname === to || pathname.startsWith(`${to}/`)}>
      <NavLink to={to}>
        <span className="pf-v6-c-nav__link-icon">
          <Icon />
        </span>
        <span className="pf-v6-c-nav__link-text">{title}</span>
      </NavLink>
    </NavItem>
  );
}
