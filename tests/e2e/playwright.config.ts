// How the browser tests run: the distribution's Chromium, two workers, each with a console of its own (see
// support/test.ts). Nothing is downloaded and nothing is tried twice.

import { defineConfig, devices } from "@playwright/test";
import { chromium } from "./support/chromium";

export default defineConfig({
  testDir: "specs",
  outputDir: "../../target/browser-tests",
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: process.env.CI === "true",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: { executablePath: chromium.path, args: chromium.args },
  },
});
