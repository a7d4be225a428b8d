// How the browser bench runs: one worker, nothing beside it. `make bench` builds the release program and gives it in
// ATOMDECK.

import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

export default defineConfig({
  ...base,
  testDir: "bench",
  testMatch: "*.bench.ts",
  workers: 1,
  timeout: 600_000,
});
