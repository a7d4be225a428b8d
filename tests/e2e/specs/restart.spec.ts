// A restart is never a surprise: what it interrupts, at a time and taken back, now, and what became of it. On the
// demo host, and at its pace.

import type { Page } from "@playwright/test";
import { complaints } from "../support/page";
import { expect, expectAccessible, test } from "../support/test";

const RESTART = "/hosts/demo/restart";
/** The demo is away for 4 s, and asked every 2. */
const AWAY = { timeout: 20_000 };
/** The demo downloads and stages for 14 s. */
const UPGRADE = { timeout: 30_000 };

const region = (page: Page, name: string | RegExp) => page.getByRole("region", { name });
const scheduled = (page: Page) => page.getByRole("heading", { name: /demo-coreos restarts at / });

/** A day and time as the field takes it, in the browser's zone. */
const inMinutes = (page: Page, minutes: number) =>
  page.evaluate((ms) => {
    const at = new Date(Date.now() + ms);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }, minutes * 60_000);

test("a restart says what it interrupts, is scheduled, seen by another, and taken back", async ({
  page,
  browser,
  baseURL,
  signIn,
}) => {
  const complained = complaints(page);
  const other = await (await browser.newContext({ baseURL })).newPage();
  await signIn(page, "admin");
  await signIn(other, "viewer");
  await page.goto(RESTART);

  const stops = region(page, /containers? stops?$/);
  await expect(stops.getByRole("row").filter({ hasText: "shop-web" })).toContainText("Yes");
  // What does not come back stands first.
  const lost = await stops.getByRole("row").filter({ hasText: "No" }).count();
  expect(lost).toBeGreaterThan(0);
  await expect(stops.getByRole("row").nth(1)).toContainText("No");
  await expect(page.getByRole("heading", { name: /not come back by/ })).toBeVisible();
  await expect(region(page, /cut off$|Nobody is signed in/)).toBeVisible();

  await page.getByRole("radio", { name: "At a time" }).check();
  const time = page.getByLabel("Day and time");
  const schedule = page.getByRole("button", { name: "Schedule: restart" });
  await schedule.click();
  await expect(page.getByText("Choose a day and a time.")).toBeVisible();
  await time.fill(await inMinutes(page, -5));
  await expect(page.getByText("That time has passed already.")).toBeVisible();
  await time.fill(await inMinutes(page, 90));
  await page.getByLabel("Message to those who are signed in").fill("Back at noon");
  await expect(page.getByText(/shutdown --reboot \+(89|90) 'Back at noon'/)).toBeVisible();
  await anyway(page);
  await expectAccessible(page);
  await schedule.click();

  await expect(scheduled(page)).toBeVisible();
  await expect(page.getByRole("timer").first()).toHaveText(/^01:(29|30|28):\d\d$/);
  await Promise.all(
    ["overview", "deployments"].map(async (name, index) => {
      const watcher = index === 0 ? page : other;
      await watcher.goto(`/hosts/demo/${name}`);
      await expect(scheduled(watcher)).toBeVisible();
    }),
  );
  const cancel = (of: Page) => of.getByRole("button", { name: "Cancel it" });
  await expect(cancel(other)).toHaveAttribute("aria-disabled", "true");
  await cancel(page).click();
  await expect(scheduled(page)).toHaveCount(0);
  await expect(scheduled(other)).toHaveCount(0);
  expect(complained).toEqual([]);
  await other.context().close();
});

test("a viewer reads what a restart interrupts and cannot ask for one", async ({
  page,
  signIn,
}) => {
  await signIn(page, "viewer");
  await page.goto(RESTART);
  const now = page.getByRole("button", { name: "Restart demo-coreos now…" });
  await expect(now).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("radio", { name: "Power off" }).check();
  const off = page.getByRole("button", { name: "Power off demo-coreos now…" });
  await off.focus();
  await expect(page.getByRole("tooltip")).toHaveText(/may not power hosts off/);
});

test("after an upgrade the new version is looked at, and kept", async ({ page, signIn }) => {
  test.setTimeout(120_000);
  await signIn(page, "admin");
  await page.goto("/hosts/demo/deployments");
  await page.getByRole("button", { name: "Check for update" }).click();
  await expect(page.getByRole("heading", { name: /^Update available: / })).toBeVisible();
  await page.getByRole("button", { name: "Upgrade", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Download and stage" }).click();
  const panel = page.getByRole("link", { name: "Restart…" });
  await expect(panel).toBeVisible(UPGRADE);
  await panel.click();
  await expect(page.getByRole("heading", { name: /^Version .* starts$/ })).toBeVisible();
  await anyway(page);
  await page.getByRole("button", { name: "Restart demo-coreos now…" }).click();
  const dialog = page.getByRole("dialog", { name: "Restart demo-coreos now?" });
  await expect(dialog).toContainText("will stop");
  await dialog.getByRole("button", { name: "Restart demo-coreos" }).click();
  await expect(page.getByRole("heading", { name: "demo-coreos is restarting…" })).toBeVisible();
  await expect(page.getByRole("heading", { name: /starts again$/ })).toBeVisible(AWAY);

  await page.goto("/hosts/demo/overview");
  const verdict = region(page, /^Version /);
  await expect(verdict).toContainText(/Settling|As before|Better|Worse/);
  await verdict.getByRole("button", { name: "Roll back…" }).click();
  const rollBack = page.getByRole("dialog", { name: "Roll demo-coreos back?" });
  await expect(rollBack).toContainText("goes on with what runs now");
  await rollBack.getByRole("checkbox", { name: "Restart the host afterwards" }).check();
  await expect(rollBack).toContainText("The host restarts right afterwards");
  await expectAccessible(page);
  await rollBack.getByRole("button", { name: "Cancel" }).click();
  await verdict.getByRole("button", { name: "Keep" }).click();
  await expect(verdict).toContainText("Kept by admin");
  await expect(verdict.getByRole("button", { name: "Keep" })).toHaveCount(0);
});

/** Where a program of the demo host asks not to restart, that is said, and has to be chosen. */
async function anyway(page: Page): Promise<void> {
  const choice = page.getByRole("checkbox", { name: /although .* asks not to$/ });
  await expect(page.getByRole("radio", { name: "Now", exact: true })).toBeVisible();
  if (await choice.isVisible()) await choice.check();
}
