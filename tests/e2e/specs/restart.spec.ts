// A restart is never a surprise: what it interrupts, at a time and taken back, now, and what became of it. On the
// demo host, and at its pace.

import type { Page } from "@playwright/test";
import { complaints } from "../support/page";
import { expect, expectAccessible, ownDemo as test } from "../support/test";

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

  const stops = region(page, /containers stop$/);
  await expect(stops.getByRole("row").filter({ hasText: "shop-web" })).toContainText("Yes");
  await expect(
    page.getByRole("heading", { name: "1 thing that runs does not come back by itself" }),
  ).toBeVisible();
  await expect(region(page, "1 service that nothing starts again")).toContainText(
    "search-index.service",
  );
  await expect(region(page, "2 sessions are cut off")).toBeVisible();
  await expect(page.getByRole("list", { name: "How long the last boots took" })).toContainText(
    "18.1 s",
  );

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
  await now.focus();
  await expect(page.getByRole("tooltip")).toHaveText(/may not restart hosts/);
  // What the host itself cannot do says so in its place.
  const off = page.getByRole("radio", { name: "Power off" });
  await expect(off).toBeDisabled();
  await expect(off).toHaveAccessibleDescription(/[a-z]\.$/);
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
