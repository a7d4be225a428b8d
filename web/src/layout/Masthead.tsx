// The top of the page: the mark, which host it is about, and the account.

import {
  MastheadBrand,
  MastheadContent,
  MastheadLogo,
  MastheadMain,
  MastheadToggle,
  PageToggleButton,
  Masthead as PfMasthead,
  Toolbar,
  ToolbarContent,
  ToolbarGroup,
  ToolbarItem,
} from "@patternfly/react-core";
import type { Schema } from "../api/client";
import { RouteLink } from "../components/RouteLink";
import { firstPath } from "../pages/helpdesk/helpdesk";
import { AccountMenu } from "./AccountMenu";
import { HostSwitcher } from "./HostSwitcher";
import { Mark } from "./Mark";
import { SIDEBAR } from "./Sidebar";

export interface MastheadProps {
  readonly session: Schema<"Whoami">;
  readonly hosts: readonly Schema<"HostSummary">[];
  /** Absent where there is none. */
  readonly current: Schema<"HostSummary"> | undefined;
  /** Absent where there is no navigation. */
  readonly nav: { readonly isOpen: boolean; readonly onToggle: () => void } | undefined;
}

export function Masthead({ session, hosts, current, nav }: MastheadProps) {
  return (
    <PfMasthead display={{ default: "inline" }} className="ad-masthead">
      <MastheadMain>
        {nav === undefined ? null : (
          <MastheadToggle className="ad-nav-toggle">
            <PageToggleButton
              isHamburgerButton
              aria-label="Navigation"
              aria-controls={SIDEBAR}
              isSidebarOpen={nav.isOpen}
              onSidebarToggle={nav.onToggle}
            />
          </MastheadToggle>
        )}
        <MastheadBrand>
          <MastheadLogo
            component={RouteLink}
            href={firstPath(session, current?.id)}
            aria-label="Atomdeck: first page"
          >
            <Mark />
            <span className="ad-wordmark" aria-hidden="true">
              Atom<span>deck</span>
            </span>
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isStatic>
          <ToolbarContent>
            <ToolbarItem>
              {current === undefined ? null : <HostSwitcher hosts={hosts} current={current} />}
            </ToolbarItem>
            <ToolbarGroup align={{ default: "alignEnd" }}>
              <ToolbarItem>
                <AccountMenu session={session} />
              </ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </PfMasthead>
  );
}
