// Roles as they are made by hand and asked about; the reason that a role may ask for; a session and a token ended by
// their buttons; a proof that is not given.

import { complaints, expectNoOverflow } from "../support/page";
import { expect, expectAccessible, screenshots, test } from "../support/test";

const PASSWORD = "words that nobody expects";

test("a role is made by hand, asked about, held to its reasons, and taken away", async ({
  page,
  signIn,
  browser,
  atomdeck,
}) => {
  await signIn(page, "admin");
  const complained = complaints(page);
  await page.goto("/roles");
  await page.getByRole("button", { name: "Make role" }).click();
  await page.getByRole("textbox", { name: /^Name/ }).fill("night-desk");
  await page.getByLabel("Whom it is for").fill("Who is there at night");
  await page.getByRole("radio", { name: "Certain containers" }).check();
  await page.getByLabel("By name").fill("shop-*");
  for (const action of [/^see containers/i, /^restart containers/i]) {
    await page.getByRole("checkbox", { name: action }).first().check();
  }
  await page.getByLabel("Ask for a reason").check();
  await expectAccessible(page);
  await expectNoOverflow(page);
  await screenshots(page, "role-form");
  await page.getByRole("button", { name: "Make role" }).click();
  await expect(page.getByRole("heading", { name: /night-desk/i }).first()).toBeVisible();
  await expectAccessible(page);
  await screenshots(page, "role");

  const nell = { name: "nell", password: PASSWORD, roles: ["night-desk"] };
  const added = await page.request.post("/api/v1/accounts", { data: nell });
  expect(added.status()).toBe(201);
  await page.goto("/roles");
  await page.getByLabel("Account", { exact: true }).selectOption("nell");
  await page.getByRole("button", { name: "Show what it may do" }).click();
  const what = page.getByRole("grid", { name: "What nell may do" });
  await expect(what.getByRole("row").filter({ hasText: "Restart containers" })).toBeVisible();
  await page.getByRole("button", { name: "Show who may" }).click();
  const who = page.getByRole("grid", { name: "Who may do it" });
  await expect(who.getByRole("row").filter({ hasText: "nell" })).toBeVisible();
  await expectAccessible(page);

  const context = await browser.newContext({ baseURL: atomdeck.url });
  const desk = await context.newPage();
  await desk.goto("/login");
  await desk.getByLabel("Name").fill("nell");
  await desk.getByLabel("Password").fill(PASSWORD);
  await desk.getByRole("button", { name: "Sign in" }).click();
  await desk.getByRole("button", { name: "Restart shop-web" }).click();
  const reason = desk.getByRole("dialog", { name: /why\?/ });
  await expectAccessible(desk);
  await reason.getByLabel("Reason").fill("It answers nobody");
  await reason.getByRole("button", { name: /Restart/ }).click();
  await expect(reason).toBeHidden();
  await expect
    .poll(async () => {
      const audit = await page.request.get("/api/v1/audit?principal=nell&action=container_restart");
      const [line] = (await audit.json()).entries;
      return `${line?.outcome}: ${line?.reason}`;
    })
    .toBe("succeeded: It answers nobody");

  await page.goto("/sessions?of=all");
  await page.getByRole("button", { name: /End the session of nell/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
  await expect(page.getByRole("button", { name: /End the session of nell/ })).toHaveCount(0);
  await expect(desk).toHaveURL(/\/login/);
  await context.close();
  await page.request.delete("/api/v1/accounts/nell");

  await page.goto("/roles");
  const row = page.getByRole("row").filter({ hasText: "night-desk" });
  await row.getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Remove…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove role" }).click();
  await expect(row).toHaveCount(0);
  expect(complained).toEqual([]);
});

test("a token is taken back by its button, and a proof that is not given changes nothing", async ({
  page,
  signIn,
}) => {
  await signIn(page, "admin");
  const token = { label: "Weekly list", role: "viewer", days: 3 };
  const made = await page.request.post("/api/v1/tokens", { data: token });
  expect(made.status()).toBe(201);
  await page.goto("/tokens?of=own");
  await page.getByRole("button", { name: "Take back Weekly list" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take back token" }).click();
  await expect(page.getByText("Weekly list", { exact: true })).toHaveCount(0);

  await page.route("**/api/v1/accounts", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({
          status: 403,
          json: { code: "proof-needed", title: "Confirm who you are", status: 403, detail: "" },
        })
      : route.continue(),
  );
  await page.goto("/accounts");
  await page.getByRole("button", { name: "Add account" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an account" });
  await dialog.getByLabel("Name").fill("olaf");
  await dialog.getByLabel("First password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Add account" }).click();
  const proof = page.getByRole("dialog", { name: /Confirm it/ });
  await proof.getByRole("button", { name: "Cancel" }).click();
  await expect(proof).toBeHidden();
  await expect(dialog.getByLabel("Name")).toHaveValue("olaf");
  await expect(page.getByRole("row").filter({ hasText: "olaf" })).toHaveCount(0);
});
