// The way in and out: first start, sign-in page, signing out, and where one wanted to go.

import { complaints, enterPassword } from "../support/page";
import { expect, test } from "../support/test";

test("the link of the first start makes the first administrator, once", async ({
  page,
  browser,
  firstStart,
}) => {
  const complained = complaints(page);
  await expect.poll(() => firstStart.signInLink).toBeDefined();
  const link = firstStart.signInLink ?? "";
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Create the first administrator",
  );
  await page.getByLabel("Name").fill("ada");
  await page.getByLabel("Password").fill("a password of the first start");
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Account: ada" }).click();
  await expect(page.getByText("Administrator")).toBeVisible();
  expect(complained).toEqual([]);

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(link);
  await expect(stranger.getByRole("alert")).toContainText("This link was used already");
  await expect(stranger.getByRole("alert")).toContainText("Run `atomdeck login-link` on the host");
  await expect(stranger.getByRole("textbox")).toHaveCount(0);
  await stranger.context().close();
});

test("a wrong password says so and keeps the name", async ({ page }) => {
  await page.goto("/login");
  await page.getByLabel("Name").fill("viewer");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("Name and password do not belong together.");
  await expect(page.getByLabel("Name")).toHaveValue("viewer");
  await expect(page.getByLabel("Password")).toHaveValue("");
  await expect(page.getByLabel("Password")).toBeFocused();
  await enterPassword(page, "viewer");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
});

test("signing out ends the session", async ({ page, signIn }) => {
  await signIn(page, "viewer");
  await page.goto("/");
  await page.getByRole("button", { name: "Account: viewer" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/login");
  await page.goto("/hosts/demo/overview");
  await expect(page).toHaveURL(/\/login\?next=/);
});

test("a deep link leads there after the sign-in", async ({ page }) => {
  const deep = "/hosts/demo/containers?state=stopped";
  await page.goto(deep);
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent(deep)}`);
  await enterPassword(page, "operator");
  await expect(page).toHaveURL(deep);
  await expect(page.getByRole("button", { name: /^Stopped / })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
});
