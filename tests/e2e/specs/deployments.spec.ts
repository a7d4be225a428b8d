// The update of an atomic host, from the check to the reboot, on the demo host and at its pace.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/test";

const DEPLOYMENTS = "/hosts/demo/deployments";
/** The demo downloads and stages for 14 s. */
const UPGRADE = { timeout: 30_000 };
/** It is away for 4 s, and asked every 2. */
const REBOOT = { timeout: 20_000 };

const deployment = (page: Page, role: string) =>
  page
    .locator(".ad-deployment")
    .filter({ has: page.getByText(role, { exact: true }) })
    .getByRole("heading");
const upgrading = (page: Page) => page.getByRole("region", { name: "Upgrading" });
/** Both at once: what the one sees now, the other does not see later. */
const all = (watchers: Page[], see: (watcher: Page) => Promise<void>) =>
  Promise.all(watchers.map(see));

test("an upgrade is found, watched by two, staged and booted", async ({
  page,
  browser,
  baseURL,
  signIn,
}) => {
  test.setTimeout(120_000);
  const other = await (await browser.newContext({ baseURL })).newPage();
  await signIn(page, "admin");
  await signIn(other, "viewer");
  await Promise.all([page.goto(DEPLOYMENTS), other.goto(DEPLOYMENTS)]);
  const before = await deployment(page, "Booted").innerText();

  await page.getByRole("button", { name: "Check for update" }).click();
  const offer = page.getByRole("heading", { name: /^Update available: / });
  await expect(offer).toBeVisible();
  const version = (await offer.innerText()).replace("Update available: ", "");
  expect(before).not.toContain(version);
  await expect(other.getByRole("heading", { name: `Update available: ${version}` })).toBeVisible();

  await page.getByRole("button", { name: "Upgrade" }).click();
  const dialog = page.getByRole("dialog", { name: `Upgrade to ${version}?` });
  await expect(dialog).toContainText("Nothing reboots");
  await dialog.getByRole("button", { name: "Download and stage" }).click();
  await expect(dialog).toBeHidden();
  const watchers = [page, other];
  await all(watchers, async (watcher) => {
    await expect(upgrading(watcher)).toContainText("Started by admin");
    await expect(upgrading(watcher)).toContainText(/[1-9] MB downloaded/);
    await expect(upgrading(watcher).getByRole("progressbar")).toHaveAttribute(
      "aria-valuenow",
      /[1-9]/,
    );
  });
  await page.reload();
  await all(watchers, async (watcher) => {
    await expect(upgrading(watcher)).toContainText("Started by admin");
    await expect(upgrading(watcher)).toContainText("Staging deployment", UPGRADE);
    await expect(watcher.getByRole("heading", { name: "The upgrade is done" })).toBeVisible();
    await expect(deployment(watcher, "Staged")).toHaveText(`Version ${version}`);
    await expect(deployment(watcher, "Booted")).toHaveText(before);
  });

  await page.getByRole("link", { name: "Restart…" }).click();
  await page.getByRole("button", { name: "Restart demo-coreos now…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restart demo-coreos" }).click();
  await expect(page.getByRole("heading", { name: "demo-coreos is restarting…" })).toBeVisible();
  await page.goto(DEPLOYMENTS);
  await all(watchers, async (watcher) => {
    await expect(deployment(watcher, "Booted")).toHaveText(`Version ${version}`, REBOOT);
    await expect(deployment(watcher, "Rollback")).toHaveText(before);
    await expect(watcher.getByRole("link", { name: "Restart…" })).toHaveCount(0);
    await expect(watcher.getByRole("heading", { name: "The upgrade is done" })).toHaveCount(0);
  });
  await page.goto("/hosts/demo/overview");
  await expect(page.getByRole("region", { name: "Deployment" })).toContainText(version);
  await other.context().close();
});
