// The start of the app: styles, the theme, and the providers around the routes.

import "@patternfly/react-core/dist/styles/base.css";
import "./app.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { watchAttention } from "./api/attention";
import { createQueryClient } from "./api/queries";
import { Announcer } from "./components/Announcer";
import { router } from "./routes";
import { watchTheme } from "./util/theme";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

watchTheme();
watchAttention();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <Announcer>
        <RouterProvider router={router} />
      </Announcer>
    </QueryClientProvider>
  </StrictMode>,
);
