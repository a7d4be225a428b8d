// The navigation at the side; over the page where that is narrow.

import { Nav, NavItem, NavList, PageSidebar, PageSidebarBody } from "@patternfly/react-core";
import { NavLink, useLocation } from "react-router";
import type { Schema } from "../api/client";
import { permissionOf } from "../api/roles";
import { NAV } from "./nav";

export const SIDEBAR = "navigation";

export interface SidebarProps {
  readonly session: Schema<"Whoami">;
  readonly host: string;
  readonly isOpen: boolean;
  /** It lies over the page instead of beside it. */
  readonly isOverPage: boolean;
  /** A page was chosen. */
  readonly onClose: () => void;
}

export function Sidebar({ session, host, isOpen, isOverPage, onClose }: SidebarProps) {
  const { pathname } = useLocation();
  const lines = NAV.filter(({ needs }) => permissionOf(session, needs).allowed);
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
            {lines.map(({ title, path, icon: Icon }) => {
              const to = path(host);
              const isActive = pathname === to || pathname.startsWith(`${to}/`);
              return (
                <NavItem key={title} isActive={isActive}>
                  <NavLink to={to}>
                    <span className="pf-v6-c-nav__link-icon">
                      <Icon />
                    </span>
                    <span className="pf-v6-c-nav__link-text">{title}</span>
                  </NavLink>
                </NavItem>
              );
            })}
          </NavList>
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}
