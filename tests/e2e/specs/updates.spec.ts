// Automatic updates of the demo host: read, set, and refused to those who may not.

import type { Page } from "@playwright/test";
import { complaints } from "../support/page";
import { expect, expectAccessible, test } from "../support/test";

const UPDATES = "/hosts/demo/updates";
const zincati = (page: Page) => page.getByRole("region", { name: "Zincati" });

test("Zincati is let restart the host in windows of the week only", async ({ page, signIn }) => {
  const complained = complaints(page);
  await signIn(page, "admin");
  await page.goto(UPDATES);
  await zincati(page).getByRole("button", { name: "Change Zincati" }).click();
  const dialog = page.getByRole("dialog", { name: "Change Zincati" });
  await dialog.getByRole("radio", { name: "In windows of the week" }).check();
  const set = dialog.getByRole("button", { name: "Set", exact: true });
  for (const day of await dialog.getByRole("checkbox", { checked: true }).all()) {
    await day.uncheck();
  }
  await expect(set).toBeDisabled();
  await expect(dialog).toContainText("Choose at least one day.");
  await dialog.getByRole("checkbox", { name: "Wednesday" }).first().check();
  await dialog.getByLabel("Starts at").first().fill("02:30");
  await dialog.getByLabel("Length in minutes").first().fill("120");
  await expectAccessible(page);
  await set.click();
  await expect(dialog).toBeHidden();
  await expect(zincati(page)).toContainText("Wednesday from 02:30, for 2 hours");
  await page.reload();
  await expect(zincati(page)).toContainText("Wednesday from 02:30, for 2 hours");
  expect(complained).toEqual([]);
});

test("the rule for new versions is set, and warns where it restarts the host", async ({
  page,
  signIn,
}) => {
  await signIn(page, "admin");
  await page.goto(UPDATES);
  const rule = page.getByRole("region", { name: "After a new version has started" });
  await rule.getByRole("button", { name: "Rule for new versions…" }).click();
  const dialog = page.getByRole("dialog", { name: "Rule for new versions" });
  await dialog.getByRole("radio", { name: "Roll back when worse" }).check();
  await expect(dialog).toContainText("This restarts the host by itself");
  await dialog.getByLabel("Minutes after the start").fill("2");
  await expect(dialog.getByRole("button", { name: "Set the rule" })).toBeDisabled();
  await dialog.getByLabel("Minutes after the start").fill("20");
  await dialog.getByRole("button", { name: "Set the rule" }).click();
  await expect(rule).toContainText("What is worse is rolled back by itself, 20 minutes after");
  await expect(rule).toContainText("admin");
});

test("an operator reads and cannot set", async ({ page, signIn }) => {
  await signIn(page, "operator");
  await page.goto(UPDATES);
  const change = zincati(page).getByRole("button", { name: "Change Zincati" });
  await change.focus();
  await expect(page.getByRole("tooltip")).toHaveText(/may not set automatic updates/);
});
