// The navigation: one line per page, in the order shown: those of a host, then the console's own. Paths are relative to the host, or absolute.

import CalendarIcon from "@patternfly/react-icons/dist/esm/icons/calendar-alt-icon";
import ChartPieIcon from "@patternfly/react-icons/dist/esm/icons/chart-pie-icon";
import ClipboardListIcon from "@patternfly/react-icons/dist/esm/icons/clipboard-list-icon";
import CloneIcon from "@patternfly/react-icons/dist/esm/icons/clone-icon";
import CubesIcon from "@patternfly/react-icons/dist/esm/icons/cubes-icon";
import DatabaseIcon from "@patternfly/react-icons/dist/esm/icons/database-icon";
import DesktopIcon from "@patternfly/react-icons/dist/esm/icons/desktop-icon";
import HddIcon from "@patternfly/react-icons/dist/esm/icons/hdd-icon";
import HistoryIcon from "@patternfly/react-icons/dist/esm/icons/history-icon";
import KeyIcon from "@patternfly/react-icons/dist/esm/icons/key-icon";
import LayerGroupIcon from "@patternfly/react-icons/dist/esm/icons/layer-group-icon";
import NetworkWiredIcon from "@patternfly/react-icons/dist/esm/icons/network-wired-icon";
import PowerOffIcon from "@patternfly/react-icons/dist/esm/icons/power-off-icon";
import RobotIcon from "@patternfly/react-icons/dist/esm/icons/robot-icon";
import TachometerAltIcon from "@patternfly/react-icons/dist/esm/icons/tachometer-alt-icon";
import UserShieldIcon from "@patternfly/react-icons/dist/esm/icons/user-shield-icon";
import UsersIcon from "@patternfly/react-icons/dist/esm/icons/users-icon";
import type { ComponentType } from "react";
import type { Action } from "../api/roles";

export interface NavLine {
  readonly title: string;
  readonly path: (host: string) => string;
  readonly icon: ComponentType;
  /** Shown to those who may do this. */
  readonly needs: Action;
}

export const NAV: readonly NavLine[] = [
  {
    title: "Overview",
    path: (host) => `/hosts/${host}/overview`,
    icon: TachometerAltIcon,
    needs: "host_view",
  },
  {
    title: "Deployments",
    path: (host) => `/hosts/${host}/deployments`,
    icon: LayerGroupIcon,
    needs: "host_view",
  },
  {
    title: "Automatic updates",
    path: (host) => `/hosts/${host}/updates`,
    icon: CalendarIcon,
    needs: "host_view",
  },
  {
    title: "Remotes",
    path: (host) => `/hosts/${host}/remotes`,
    icon: DatabaseIcon,
    needs: "host_view",
  },
  {
    title: "Restart",
    path: (host) => `/hosts/${host}/restart`,
    icon: PowerOffIcon,
    needs: "host_view",
  },
  {
    title: "Containers",
    path: (host) => `/hosts/${host}/containers`,
    icon: CubesIcon,
    needs: "container_view",
  },
  {
    title: "Images",
    path: (host) => `/hosts/${host}/images`,
    icon: CloneIcon,
    needs: "host_view",
  },
  {
    title: "Volumes",
    path: (host) => `/hosts/${host}/volumes`,
    icon: HddIcon,
    needs: "host_view",
  },
  {
    title: "Networks",
    path: (host) => `/hosts/${host}/networks`,
    icon: NetworkWiredIcon,
    needs: "host_view",
  },
  {
    title: "Storage",
    path: (host) => `/hosts/${host}/storage`,
    icon: ChartPieIcon,
    needs: "host_view",
  },
  {
    title: "Timeline",
    path: (host) => `/hosts/${host}/timeline`,
    icon: HistoryIcon,
    needs: "host_view",
  },
  { title: "Registries", path: () => "/registries", icon: KeyIcon, needs: "registry_credentials" },
  { title: "Accounts", path: () => "/accounts", icon: UsersIcon, needs: "account_view" },
  { title: "Roles", path: () => "/roles", icon: UserShieldIcon, needs: "account_view" },
  { title: "Sessions", path: () => "/sessions", icon: DesktopIcon, needs: "account_view" },
  { title: "Tokens", path: () => "/tokens", icon: RobotIcon, needs: "account_view" },
  { title: "Audit log", path: () => "/audit", icon: ClipboardListIcon, needs: "audit_view" },
];

/** Whether the page is the console's own, and no host's. */
export function isOfConsole({ path }: NavLine): boolean {
  return !path("").startsWith("/hosts/");
}
