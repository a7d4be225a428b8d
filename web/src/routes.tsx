// THE LIST: every page of the app and its path. Pages are loaded when they are first needed; a page
// exports itself as `Component`.

import { createBrowserRouter, Navigate } from "react-router";
import { PageCrash } from "./layout/PageCrash";
import { Shell } from "./layout/Shell";
import { Start } from "./layout/Start";

export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <PageCrash />,
    children: [
      {
        errorElement: <PageCrash />,
        children: [
          { index: true, element: <Start /> },
          { path: "hosts/:host", element: <Navigate to="overview" replace /> },
          { path: "hosts/:host/helpdesk", lazy: () => import("./pages/helpdesk/HelpdeskPage") },
          { path: "hosts/:host/overview", lazy: () => import("./pages/overview/OverviewPage") },
          {
            path: "hosts/:host/deployments",
            lazy: () => import("./pages/deployments/DeploymentsPage"),
          },
          { path: "hosts/:host/restart", lazy: () => import("./pages/restart/RestartPage") },
          { path: "hosts/:host/updates", lazy: () => import("./pages/updates/UpdatesPage") },
          { path: "hosts/:host/remotes", lazy: () => import("./pages/remotes/RemotesPage") },
          {
            path: "hosts/:host/deployments/difference",
            lazy: () => import("./pages/difference/DifferencePage"),
          },
          {
            path: "hosts/:host/containers",
            lazy: () => import("./pages/containers/ContainersPage"),
          },
          {
            path: "hosts/:host/containers/create",
            lazy: () => import("./pages/create/CreatePage"),
          },
          {
            path: "hosts/:host/containers/:container/edit",
            lazy: () => import("./pages/create/EditPage"),
          },
          {
            path: "hosts/:host/containers/:container/logs",
            lazy: () => import("./pages/logs/LogsPage"),
          },
          { path: "hosts/:host/logs", lazy: () => import("./pages/logs/LogsPage") },
          { path: "hosts/:host/volumes", lazy: () => import("./pages/storage/VolumesPage") },
          { path: "hosts/:host/networks", lazy: () => import("./pages/storage/NetworksPage") },
          { path: "hosts/:host/storage", lazy: () => import("./pages/storage/StoragePage") },
          {
            path: "hosts/:host/containers/:container/:tab?",
            lazy: () => import("./pages/container/ContainerPage"),
          },
          { path: "hosts/:host/timeline", lazy: () => import("./pages/timeline/TimelinePage") },
          { path: "hosts/:host/images", lazy: () => import("./pages/images/ImagesPage") },
          { path: "hosts/:host/images/:image", lazy: () => import("./pages/images/ImagePage") },
          { path: "registries", lazy: () => import("./pages/registries/RegistriesPage") },
          { path: "accounts", lazy: () => import("./pages/accounts/AccountsPage") },
          { path: "roles", lazy: () => import("./pages/roles/RolesPage") },
          { path: "roles/new", lazy: () => import("./pages/roles/RoleFormPage") },
          { path: "roles/role/:role", lazy: () => import("./pages/roles/RolePage") },
          { path: "roles/role/:role/edit", lazy: () => import("./pages/roles/RoleFormPage") },
          { path: "sessions", lazy: () => import("./pages/sessions/SessionsPage") },
          { path: "tokens", lazy: () => import("./pages/tokens/TokensPage") },
          { path: "account", lazy: () => import("./pages/account/AccountPage") },
          { path: "audit", lazy: () => import("./pages/audit/AuditPage") },
          { path: "*", lazy: () => import("./pages/NotFoundPage") },
        ],
      },
    ],
    hydrateFallbackElement: <div />,
  },
]);
