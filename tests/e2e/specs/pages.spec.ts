// Every page in both themes and at two widths: accessible, no wider than the window, and nothing that the browser
// complains of. With SCREENSHOTS=1 it also writes pictures of them.

import type { Page } from "@playwright/test";
import { complaints, expectNoOverflow } from "../support/page";
import { expect, expectAccessible, screenshots, test } from "../support/test";

const THEMES = ["light", "dark"] as const;
const WIDTHS = [1280, 390];

const PAGES = [
  { name: "overview", path: "/hosts/demo/overview", title: "Overview · demo-coreos · Atomdeck" },
  {
    name: "deployments",
    path: "/hosts/demo/deployments",
    title: "Deployments · demo-coreos · Atomdeck",
  },
  {
    name: "difference",
    path: "/hosts/demo/deployments/difference",
    title: "Difference · demo-coreos · Atomdeck",
  },
  {
    name: "restart",
    path: "/hosts/demo/restart",
    title: "Restart or power off · demo-coreos · Atomdeck",
  },
  {
    name: "updates",
    path: "/hosts/demo/updates",
    title: "Automatic updates · demo-coreos · Atomdeck",
  },
  { name: "remotes", path: "/hosts/demo/remotes", title: "Remotes · demo-coreos · Atomdeck" },
  {
    name: "containers",
    path: "/hosts/demo/containers",
    title: "Containers · demo-coreos · Atomdeck",
  },
  {
    name: "log",
    path: "/hosts/demo/containers/shop-web/logs",
    title: "Log of shop-web · demo-coreos · Atomdeck",
  },
  { name: "audit", path: "/audit", title: "Audit log · Atomdeck" },
  { name: "accounts", path: "/accounts", title: "Accounts · Atomdeck" },
  { name: "roles", path: "/roles", title: "Roles · Atomdeck" },
  { name: "role-form", path: "/roles/new", title: /Atomdeck$/ },
  { name: "sessions", path: "/sessions", title: "Sessions · Atomdeck" },
  { name: "tokens", path: "/tokens", title: "Tokens · Atomdeck" },
  { name: "account", path: "/account", title: /Atomdeck$/ },
  { name: "no-engine", path: "/hosts/local/containers", title: /^Containers · .* · Atomdeck$/ },
  { name: "not-found", path: "/hosts/demo/nowhere", title: /Atomdeck$/ },
];

test.describe.configure({ mode: "parallel" });

/** The page is there, in every look. */
async function expectSound(page: Page, name: string): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of WIDTHS) {
      await test.step(`${colorScheme} at ${width} px`, async () => {
        await page.setViewportSize({ width, height: 900 });
        await expectNoOverflow(page);
        await expectAccessible(page);
      });
    }
  }
  await screenshots(page, name);
}

for (const { name, path, title } of PAGES) {
  test(`the page ${name} is sound`, async ({ page, signIn }) => {
    const complained = complaints(page);
    await signIn(page, "admin");
    await page.goto(path);
    await expect(page).toHaveTitle(title);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    if (name === "log") await expect(page.locator(".ad-log-line").first()).toBeVisible();
    await expectSound(page, name);
    // Chromium reports a refused read by itself, and this host refuses.
    const isRefusal = (complaint: string) => name === "no-engine" && complaint.includes("503");
    expect(complained.filter((complaint) => !isRefusal(complaint))).toEqual([]);
  });
}

test("the sign-in page is sound", async ({ page }) => {
  const complained = complaints(page);
  await page.goto("/login");
  await expect(page).toHaveTitle("Sign in · Atomdeck");
  await expect(page.getByLabel("Name")).toBeFocused();
  await expectSound(page, "sign-in");
  expect(complained).toEqual([]);
});

test("the page of the first start is sound", async ({ page, firstStart }) => {
  const complained = complaints(page);
  await expect.poll(() => firstStart.signInLink).toBeDefined();
  await page.goto(firstStart.signInLink ?? "");
  await expect(page).toHaveTitle("Create the first administrator · Atomdeck");
  await expectSound(page, "first-start");
  expect(complained).toEqual([]);
});

test("the keyboard reaches the content, the navigation and back out of a question", async ({
  page,
  signIn,
}) => {
  await signIn(page, "admin");
  await page.goto("/hosts/demo/overview");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  // Another page's heading takes the focus, for those who hear the page.
  await page.getByRole("link", { name: "Containers", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Containers", level: 1 })).toBeFocused();

  const stop = page.getByRole("button", { name: "Stop shop-db" });
  await stop.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect(page.getByRole("dialog").locator(":focus")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(stop).toBeFocused();
});

test("the theme is the system's until somebody chooses", async ({ page, signIn }) => {
  await signIn(page, "viewer");
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/hosts/demo/overview");
  const root = page.locator("html");
  await expect(root).not.toHaveClass(/pf-v6-theme-dark/);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(root).toHaveClass(/pf-v6-theme-dark/);
  await page.getByRole("button", { name: "Account: viewer" }).click();
  await page.getByRole("menuitem", { name: "Light" }).click();
  await expect(root).not.toHaveClass(/pf-v6-theme-dark/);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await expect(root).not.toHaveClass(/pf-v6-theme-dark/);
});
