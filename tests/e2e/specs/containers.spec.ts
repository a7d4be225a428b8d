// Containers of the demo host: the list and its filters, start, stop, restart, and the log.

import { rowOf } from "../support/page";
import { expect, test } from "../support/test";

test.beforeEach(async ({ page, signIn }) => {
  await signIn(page, "operator");
  await page.goto("/hosts/demo/containers");
});

test("search and filter are in the address", async ({ page }) => {
  await expect(rowOf(page, "shop-web")).toContainText("Running");
  await expect(rowOf(page, "shop-web")).toContainText("Healthy");
  await page.getByRole("textbox", { name: "Search by name or image" }).fill("shop");
  await page.getByRole("button", { name: /^Stopped / }).click();
  await expect(rowOf(page, "shop-migrate")).toBeVisible();
  await expect(rowOf(page, "shop-web")).toHaveCount(0);
  await expect(page).toHaveURL("/hosts/demo/containers?q=shop&state=stopped");

  await page.reload();
  await expect(rowOf(page, "shop-migrate")).toBeVisible();
  await expect(rowOf(page, "shop-web")).toHaveCount(0);
  await page.getByRole("textbox", { name: "Search by name or image" }).fill("no such thing");
  await expect(page.getByRole("heading", { name: "No container matches" })).toBeVisible();
  await page.getByRole("button", { name: "Show all containers" }).click();
  await expect(rowOf(page, "shop-web")).toBeVisible();
  await expect(page).toHaveURL("/hosts/demo/containers");
});

test("a container is stopped, after a question, and started", async ({ page }) => {
  const row = rowOf(page, "shop-cache");
  const stop = row.getByRole("button", { name: "Stop shop-cache" });
  const dialog = page.getByRole("dialog", { name: "Stop shop-cache?" });
  await stop.click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText("Running");
  await stop.click();
  await dialog.getByRole("button", { name: "Stop container" }).click();
  await expect(page.getByText("Stopped shop-cache")).toBeVisible();
  await expect(row).toContainText("Exited");
  await row.getByRole("button", { name: "Start shop-cache" }).click();
  await expect(page.getByText("Started shop-cache")).toBeVisible();
  await expect(row).toContainText("Running");
});

test("the order and the groups are in the address", async ({ page }) => {
  await expect(rowOf(page, "shop-web")).toBeVisible();
  await page.getByRole("combobox", { name: "Group" }).selectOption("By Compose project");
  const head = page
    .getByRole("row")
    .filter({ hasText: /containers, \d+ running/ })
    .first();
  await expect(head).toContainText("shop");
  await expect(head.getByRole("button", { name: "Restart all of shop" })).toBeVisible();
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await expect(page).toHaveURL("/hosts/demo/containers?group=project&sort=-name");
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await expect(head).toContainText("shop");
});

test("a restart is seen by everybody", async ({ page, browser, baseURL, signIn }) => {
  const other = await (await browser.newContext({ baseURL })).newPage();
  await signIn(other, "viewer");
  await other.goto("/hosts/demo/containers");
  await expect(rowOf(other, "node-exporter")).toContainText(/Up \d+ (hour|day|week)|Up About/);
  await page.getByRole("button", { name: "Restart node-exporter" }).click();
  await expect(page.getByText("Restarted node-exporter")).toBeVisible();
  for (const watcher of [page, other]) {
    await expect(rowOf(watcher, "node-exporter")).toContainText(/Up .*second/);
  }
  await other.context().close();
});

test("a log is followed", async ({ page }) => {
  await page.getByRole("button", { name: "Logs of shop-web" }).click();
  await expect(page.getByRole("heading", { name: "Log of shop-web", level: 1 })).toBeVisible();
  await expect(page.getByText("Following: new lines appear")).toBeVisible();
  const lines = page.getByRole("log").locator(".ad-log-text");
  await expect(lines.first()).toBeVisible();
  const count = page.locator(".ad-log-count");
  const before = await count.textContent();
  await expect(count).not.toHaveText(before ?? "");
  await expect(lines.last()).toBeInViewport();

  const latest = page.getByRole("button", { name: "Jump to latest" });
  await page.setViewportSize({ width: 390, height: 1100 });
  await expect(lines.last()).toBeInViewport();
  await page.getByRole("log").press("Home");
  await expect(latest).toBeVisible();
  await expect(lines.last()).not.toBeInViewport();
  await latest.click();
  await expect(lines.last()).toBeInViewport();
  await expect(latest).toBeHidden();

  await page.getByRole("textbox", { name: "Search the log" }).fill("favicon");
  await expect(lines.filter({ hasNotText: "favicon" })).toHaveCount(0);
  await page.getByRole("link", { name: "Containers" }).first().click();
  await expect(rowOf(page, "shop-web")).toBeVisible();
});

test("a container that keeps crashing is told as such", async ({ page }) => {
  // It runs for 35 s before it crashes and waits 20 s.
  test.setTimeout(90_000);
  const row = rowOf(page, "shop-mailer");
  await expect(row).toContainText("Restarting (1)", { timeout: 45_000 });
  await page.getByRole("button", { name: /^Needs attention [1-9]/ }).click();
  await expect(row).toBeVisible();
  await expect(rowOf(page, "shop-web")).toHaveCount(0);
  await page.goto("/hosts/demo/overview");
  const attention = page.getByRole("region", { name: "What needs attention" });
  await expect(attention).toContainText(/shop-mailer \(keeps (restarting|crashing)\)/);
});
