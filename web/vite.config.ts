// How the web app is built and served in development. The build goes to `assets/web`, from where the
// server embeds it; nothing in it is inline, because the server's content security policy forbids that.

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { precompress } from "./build/precompress";
import { themeBoot } from "./build/theme-boot";

const server = "http://127.0.0.1:2866";
/** What the server answers itself: the API with its channels, and the pages that work without the app. */
const proxied = ["/api", "/login", "/logout", "/setup", "/static", "/healthz"];

export default defineConfig({
  plugins: [react(), themeBoot(), precompress()],
  publicDir: false,
  build: {
    outDir: "../assets/web",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: "baseline-widely-available",
    // The preload helper of Vite would be fine under the policy; its polyfill is not needed any more.
    modulePreload: { polyfill: false },
  },
  server: {
    fs: { allow: [".."] },
    proxy: Object.fromEntries(
      proxied.map((path) => [path, { target: server, ws: path === "/api", changeOrigin: true }]),
    ),
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
