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
import { AccountMenu } from "./AccountMenu";
import { HostSwitcher } from "./HostSwitcher";
import { Mark } from "./Mark";
import { SIDEBAR } from "./Sidebar";

export interface MastheadProps {
  readonly session: Schema<"Whoami">;
  readonly hosts: readonly Schema<"HostSummary">[];
  readonly current: Schema<"HostSummary">;
  readonly isNavOpen: boolean;
  readonly onNavToggle: () => void;
}

export function Masthead({ session, hosts, current, isNavOpen, onNavToggle }: MastheadProps) {
  return (
    <PfMasthead display={{ default: "inline" }} className="ad-masthead">
      <MastheadMain>
        <MastheadToggle className="ad-nav-toggle">
          <PageToggleButton
            isHamburgerButton
            aria-label="Navigation"
            aria-controls={SIDEBAR}
            isSidebarOpen={isNavOpen}
            onSidebarToggle={onNavToggle}
          />
        </MastheadToggle>
        <MastheadBrand>
          <MastheadLogo
            component={RouteLink}
            href={`/hosts/${current.id}/overview`}
            aria-label="Atomdeck: overview"
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
              <HostSwitcher hosts={hosts} current={current} />
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
