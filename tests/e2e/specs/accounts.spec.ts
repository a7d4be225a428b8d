// Letting somebody in: a role for certain containers, an account with it, what its holder sees and does on a phone;
// tokens, sessions, and the proof that risky actions take.

import type { Browser, Page } from "@playwright/test";
import { complaints, expectNoOverflow } from "../support/page";
import { expect, expectAccessible, screenshots, test } from "../support/test";

/** Asks the server as the page does; the status and what it said. */
async function ask(page: Page, method: string, path: string, body?: object) {
  return page.evaluate(
    async ({ method, path, body }) => {
      const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const options = { method, ...(body === undefined ? {} : json) };
      const response = await fetch(`/api/v1${path}`, options);
      const text = await response.text();
      return { status: response.status, told: text === "" ? null : JSON.parse(text) };
    },
    { method, path, body },
  );
}

const FIRST = "rather unusual words";
const OWN = "words that nobody expects";

async function onPhone(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 390, height: 844 },
  });
  return context.newPage();
}

test("a helpdesk is let in to its containers, on a phone", async ({
  page,
  signIn,
  browser,
  atomdeck,
}) => {
  await signIn(page, "admin");
  await page.goto("/accounts");
  const role = {
    description: "Helpdesk of the shop",
    actions: ["container_view", "container_logs", "container_restart", "container_start"],
    scope: { containers: { names: ["shop-*"] } },
  };
  expect((await ask(page, "PUT", "/roles/shop-desk", role)).status).toBe(200);
  await page.reload();
  await page.getByRole("button", { name: "Add account" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("dora");
  await dialog.getByLabel("First password").fill(FIRST);
  await dialog.getByLabel(/shop-desk/).check();
  await dialog.getByLabel(/viewer/i).uncheck();
  await dialog.getByRole("button", { name: "Add account" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: "dora" })).toContainText("shop-desk");

  const phone = await onPhone(browser, atomdeck.url);
  const complained = complaints(phone);
  await phone.goto("/login");
  await phone.getByLabel("Name").fill("dora");
  await phone.getByLabel("Password").fill(FIRST);
  await phone.getByRole("button", { name: "Sign in" }).click();
  await expect(phone.getByRole("heading", { name: "Choose another password" })).toBeVisible();
  await expectAccessible(phone);
  await phone.getByLabel(/present password/i).fill(FIRST);
  await phone.getByLabel(/^New password(?! again)/).fill(OWN);
  await phone.getByLabel(/^New password again/).fill(OWN);
  await phone.getByRole("button", { name: /change.*password|password.*change|^change/i }).click();

  await expect(phone.getByText("shop-web", { exact: true })).toBeVisible();
  await expect(phone).toHaveURL(/\/hosts\/demo\/helpdesk/);
  await expect(phone.getByText("node-exporter")).toHaveCount(0);
  await expectNoOverflow(phone);
  await expectAccessible(phone);
  await screenshots(phone, "helpdesk");
  await phone.getByRole("button", { name: "Restart shop-web" }).click();
  await expect
    .poll(async () => {
      const { told } = await ask(page, "GET", "/audit?principal=dora&action=container_restart");
      return `${told.entries[0]?.outcome} ${told.entries[0]?.target} ${told.entries[0]?.rule}`;
    })
    .toBe("succeeded shop-web shop-desk");
  await phone.getByRole("button", { name: /last errors: shop-web/i }).click();
  await expect(phone.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(phone.getByRole("button", { name: /hide.*shop-web/i }).first()).toBeVisible();
  await expectNoOverflow(phone);
  await phone.goto("/hosts/demo/overview");
  await expect(phone).toHaveURL(/\/hosts\/demo\/helpdesk/);
  expect((await ask(phone, "GET", "/hosts/demo/deployments")).status).toBe(403);
  expect(complained.filter((line) => !line.includes("403"))).toEqual([]);

  // Ended from elsewhere: the page notices by itself.
  await ask(page, "PATCH", "/accounts/dora", { disabled: true });
  await expect(phone).toHaveURL(/\/login/);
  await phone.context().close();
  await ask(page, "DELETE", "/accounts/dora");
  await ask(page, "DELETE", "/roles/shop-desk");
});

test("a token is told once, works, and is taken back", async ({ page, signIn, atomdeck }) => {
  await signIn(page, "operator");
  await page.goto("/tokens");
  await page.getByRole("button", { name: "Make token" }).first().click();
  await page.getByRole("dialog").getByLabel("What it is for").fill("Nightly report");
  await page.getByRole("dialog").getByRole("button", { name: "Make token" }).click();
  const made = page.getByRole("dialog", { name: /is made/ });
  const secret = /atomdeck_[0-9a-f]{64}/.exec(await made.innerText())?.[0] ?? "";
  expect(secret).not.toBe("");
  const session = () =>
    fetch(`${atomdeck.url}/api/v1/session`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await session()).status).toBe(200);
  await made.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  const { told } = await ask(page, "GET", "/tokens");
  await ask(page, "DELETE", `/tokens/${told.tokens[0].id}`);
  expect((await session()).status).toBe(401);
});

test("a risky action asks for the password again, and loses nothing", async ({ page, signIn }) => {
  await signIn(page, "admin");
  await page.goto("/accounts");
  await page.getByRole("button", { name: "Add account" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an account" });
  await dialog.getByLabel("Name").fill("eve");
  await dialog.getByLabel("First password").fill(FIRST);
  // As after ten minutes.
  let refusals = 1;
  await page.route("**/api/v1/accounts", async (route) => {
    if (route.request().method() !== "POST" || refusals === 0) return route.continue();
    refusals -= 1;
    const problem = {
      code: "proof-needed",
      title: "Confirm who you are",
      status: 403,
      detail: "account_create takes a new proof of who you are",
    };
    return route.fulfill({ status: 403, json: problem });
  });
  await dialog.getByRole("button", { name: "Add account" }).click();
  const proof = page.getByRole("dialog", { name: /Confirm it/ });
  await proof.getByLabel(/Password of admin/).fill("wrong");
  await proof.getByRole("button", { name: /confirm|continue/i }).click();
  await expect(proof.getByText("That is not your password")).toBeVisible();
  await expectAccessible(page);
  await proof.getByLabel(/Password of admin/).fill("admin-of-the-browser-tests");
  await proof.getByRole("button", { name: /confirm|continue/i }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("row").filter({ hasText: "eve" })).toBeVisible();
  await ask(page, "DELETE", "/accounts/eve");
});
