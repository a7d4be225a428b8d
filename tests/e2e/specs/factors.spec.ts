// Second factors as their holder meets them: an app's codes and recovery codes, a passkey after the password and
// alone, and an administrator who takes them away. The passkeys are those of Chromium's virtual authenticator.

import { createHmac } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { complaints, expectNoOverflow } from "../support/page";
import { expect, expectAccessible, screenshots, test } from "../support/test";

const PASSWORD = "words that nobody expects";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What the browser says of requests after signing out, and of refused codes. */
const SIGNED_OUT = /401|403|HTTP Authentication failed/;

/** What an app shows: RFC 6238 with SHA-1 and 30 s; `ahead` steps from now. */
function codeOf(secret: string, ahead = 0): string {
  const bits = [...secret].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  const key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac("sha1", key).update(step).digest();
  const code = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(code % 1_000_000).padStart(6, "0");
}

/** A browser of somebody new, opened by the console's name: passkeys work under no IP address. */
async function enter(browser: Browser, admin: Page, url: string, name: string): Promise<Page> {
  const added = await admin.evaluate(
    async (account) => {
      const response = await fetch("/api/v1/accounts", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(account),
      });
      return response.status;
    },
    { name, password: PASSWORD, roles: ["viewer"] },
  );
  expect(added).toBe(201);
  const { port } = new URL(url);
  const context = await browser.newContext({ baseURL: `http://localhost:${port}` });
  const page = await context.newPage();
  await signIn(page, name);
  await expect(page).not.toHaveURL(/login/);
  await page.goto("/account");
  return page;
}

async function signIn(page: Page, name: string) {
  await page.goto("/login?next=/account");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The page notices by itself, and leads to the sign-in. */
async function signOut(page: Page) {
  await page.evaluate(() => void fetch("/api/v1/session", { method: "DELETE" }));
  await page.waitForURL(/\/login/);
}

async function remove(admin: Page, name: string) {
  await admin.evaluate((name) => fetch(`/api/v1/accounts/${name}`, { method: "DELETE" }), name);
}

async function keepCodes(page: Page): Promise<string[]> {
  const told = page.getByRole("dialog", { name: "Your recovery codes" });
  await expect(told.getByRole("listitem")).toHaveCount(10);
  await expectAccessible(page);
  const codes = await told.getByRole("listitem").allInnerTexts();
  await told.getByRole("button", { name: "I have kept them" }).click();
  await expect(told).toBeHidden();
  return codes.map((code) => code.trim());
}

test("an app's code and a recovery code sign in, until an administrator takes them away", async ({
  page: admin,
  signIn: open,
  browser,
  atomdeck,
}) => {
  await open(admin, "admin");
  await admin.goto("/accounts");
  const page = await enter(browser, admin, atomdeck.url, "finn");
  const complained = complaints(page);
  await page.getByRole("button", { name: "Add app" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an app for codes" });
  await expect(dialog.getByRole("img", { name: "The secret as a QR code" })).toBeVisible();
  await expectAccessible(page);
  const secret = (await dialog.locator("code").innerText()).replace(/\s/g, "");
  await dialog.getByLabel("Code that the app shows now").fill("000000");
  await dialog.getByRole("button", { name: "Add app" }).click();
  await expect(dialog.getByText(/not right, or was used/)).toBeVisible();
  await dialog.getByLabel("Code that the app shows now").fill(codeOf(secret));
  await dialog.getByRole("button", { name: "Add app" }).click();
  const codes = await keepCodes(page);
  await expect(page.getByRole("button", { name: "Remove app" })).toBeVisible();
  await expectNoOverflow(page);
  await screenshots(page, "account");

  await signOut(page);
  await signIn(page, "finn");
  const answer = page.getByLabel("Code of your app, or a recovery code");
  await answer.fill("123456");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "not right" })).toBeVisible();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await screenshots(page, "sign-in-code");
  await answer.fill(codeOf(secret, 1));
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page).toHaveURL(/\/account/);

  await signOut(page);
  await signIn(page, "finn");
  await answer.fill(codes[0] ?? "");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("9 of 10 left.")).toBeVisible();
  expect(complained.filter((line) => !SIGNED_OUT.test(line))).toEqual([]);

  await admin.reload();
  const row = admin.getByRole("row").filter({ hasText: "finn" });
  await expect(row.getByText("Second factor")).toBeVisible();
  await row.getByRole("button", { name: /finn/ }).click();
  await admin.getByRole("menuitem", { name: /Take second factors away/ }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Take away" }).click();
  await expect(row.getByText("Second factor")).toHaveCount(0);
  await signOut(page);
  await signIn(page, "finn");
  await expect(page).toHaveURL(/\/account/);
  await remove(admin, "finn");
  await page.context().close();
});

test("a passkey signs in after the password, and alone", async ({
  page: admin,
  signIn: open,
  browser,
  atomdeck,
}) => {
  await open(admin, "admin");
  await admin.goto("/accounts");
  const page = await enter(browser, admin, atomdeck.url, "kim");
  const complained = complaints(page);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.getByRole("button", { name: "Add passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a passkey" });
  await dialog.getByLabel("Name").fill("Blue key");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Add passkey" }).click();
  await keepCodes(page);
  await expect(page.getByText(/Passkey for localhost.*never used/)).toBeVisible();
  await expectAccessible(page);

  await signOut(page);
  await signIn(page, "kim");
  await expect(page.getByLabel("Recovery code")).toBeVisible();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page).toHaveURL(/\/account/);
  await expect(page.getByText(/Passkey for localhost.*last used/)).toBeVisible();

  await signOut(page);
  await page.goto("/login?next=/account");
  await expectAccessible(page);
  await screenshots(page, "sign-in-passkey");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page).toHaveURL(/\/account/);
  await expect(page.getByRole("heading", { name: "kim" })).toBeVisible();

  // As after ten minutes.
  let refusals = 1;
  await page.route("**/api/v1/session/passkeys/*", async (route) => {
    if (route.request().method() !== "DELETE" || refusals === 0) return route.continue();
    refusals -= 1;
    const problem = { code: "proof-needed", title: "Confirm who you are", status: 403, detail: "" };
    return route.fulfill({ status: 403, json: problem });
  });
  await page.getByRole("button", { name: "Remove passkey Blue key" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove passkey" }).click();
  const proof = page.getByRole("dialog", { name: /Confirm it/ });
  await expectAccessible(page);
  await proof.getByRole("button", { name: "Use a passkey instead" }).click();
  await expect(proof).toBeHidden();
  await expect(page.getByText("Blue key")).toHaveCount(0);
  await signOut(page);
  await page.goto("/login");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText(/not known here|No passkey/);
  expect(complained.filter((line) => !SIGNED_OUT.test(line))).toEqual([]);
  await remove(admin, "kim");
  await page.context().close();
});
