// THE LIST of a container's tabs, in the order shown: the path's last part, who may see it, and what is in
// it, loaded when it is first looked at. A tab's file exports itself as `Component`.

import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { ContainerDetail } from "../../api/containers";
import type { Action } from "../../api/roles";

export interface TabProps {
  readonly host: string;
  /** As in the path: its name, as a rule. */
  readonly name: string;
  readonly detail: ContainerDetail;
}

export interface ContainerTab {
  /** The last part of the path; the first tab is also there without it. */
  readonly id: string;
  readonly title: string;
  readonly needs: Action;
  /** Absent where the path is a page of its own. */
  readonly Component?: LazyExoticComponent<ComponentType<TabProps>>;
}

export const TABS: readonly ContainerTab[] = [
  {
    id: "overview",
    title: "Overview",
    needs: "host_view",
    Component: tab(() => import("./OverviewTab")),
  },
  { id: "logs", title: "Log", needs: "container_logs" },
  {
    id: "statistics",
    title: "Statistics",
    needs: "host_view",
    Component: tab(() => import("../stats/StatsTab")),
  },
  {
    id: "terminal",
    title: "Terminal",
    needs: "container_exec",
    Component: tab(() => import("../terminal/TerminalTab")),
  },
  {
    id: "health",
    title: "Health",
    needs: "host_view",
    Component: tab(() => import("./HealthTab")),
  },
  {
    id: "processes",
    title: "Processes",
    needs: "container_inspect",
    Component: tab(() => import("./ProcessesTab")),
  },
  {
    id: "files",
    title: "Files changed",
    needs: "container_inspect",
    Component: tab(() => import("./FilesTab")),
  },
  {
    id: "environment",
    title: "Environment",
    needs: "host_view",
    Component: tab(() => import("./EnvironmentTab")),
  },
  {
    id: "history",
    title: "History",
    needs: "host_view",
    Component: tab(() => import("./HistoryTab")),
  },
  {
    id: "inspect",
    title: "Inspect",
    needs: "container_secrets",
    Component: tab(() => import("./InspectTab")),
  },
];

function tab(load: () => Promise<{ Component: ComponentType<TabProps> }>) {
  return lazy(async () => ({ default: (await load()).Component }));
}
