// What each role sees and may do; the server decides, the page says why.

import type { Locator, Page } from "@playwright/test";
import { rowOf } from "../support/page";
import { expect, test } from "../support/test";

/** The button is there, cannot be used, and says why. */
async function expectRefused(page: Page, button: Locator, why: string): Promise<void> {
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await button.focus();
  const tooltip = page.getByRole("tooltip", { name: why });
  await expect(tooltip).toBeVisible();
  await button.blur();
  await expect(tooltip).toBeHidden();
}

/** Asks the server itself, as a page could, and gives the status and the problem's code. */
async function post(page: Page, path: string, body?: object): Promise<string> {
  const url = `/api/v1/hosts/demo/${path}`;
  return page.evaluate(
    async ({ url, body }) => {
      const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
      const response = await fetch(url, { method: "POST", ...(body === undefined ? {} : json) });
      return `${response.status} ${(await response.json()).code}`;
    },
    { url, body },
  );
}

test("a viewer sees and cannot act", async ({ page, signIn }) => {
  await signIn(page, "viewer");
  await page.goto("/hosts/demo/containers");
  await expect(rowOf(page, "shop-web")).toContainText("Running");
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const takes = (what: string, role: string) =>
    `Your role (viewer) may not ${what}. It takes: ${role}.`;
  await expectRefused(page, button("Restart shop-web"), takes("restart containers", "operator"));
  await expectRefused(page, button("Stop shop-web"), takes("stop containers", "operator"));
  await expectRefused(page, button("Logs of shop-web"), takes("read logs", "operator"));
  expect(await post(page, "containers/shop-web/restart")).toBe("403 denied");

  await page.goto("/hosts/demo/containers/shop-web/logs");
  await expect(page.getByRole("heading", { name: "Not allowed" })).toBeVisible();
  await expect(page.getByText(takes("read logs", "operator"))).toBeVisible();
  await expect(page.getByRole("log")).toHaveCount(0);

  await page.goto("/hosts/demo/deployments");
  await expectRefused(page, button("Upgrade"), takes("upgrade hosts", "administrator"));
  await expectRefused(
    page,
    button("Check for update"),
    takes("check for updates", "administrator"),
  );

  const pages = page.getByRole("navigation", { name: "Pages" });
  await expect(pages.getByRole("link", { name: "Containers" })).toBeVisible();
  await expect(pages.getByRole("link", { name: "Audit log" })).toHaveCount(0);
  await page.goto("/audit");
  await expect(page.getByText(takes("read the audit log", "administrator"))).toBeVisible();
});

test("an operator restarts and does not upgrade; the administrator reads of both", async ({
  page,
  browser,
  baseURL,
  signIn,
}) => {
  await signIn(page, "operator");
  await page.goto("/hosts/demo/containers");
  await page.getByRole("button", { name: "Restart shop-api" }).click();
  await expect(page.getByText("Restarted shop-api")).toBeVisible();
  await page.goto("/hosts/demo/deployments");
  const why = "Your role (operator) may not upgrade hosts. It takes: administrator.";
  await expectRefused(page, page.getByRole("button", { name: "Upgrade", exact: true }), why);
  expect(await post(page, "deployments/changes", { verb: "upgrade" })).toBe("403 denied");
  expect(await post(page, "power", { action: "reboot" })).toBe("403 denied");

  const admin = await (await browser.newContext({ baseURL })).newPage();
  await signIn(admin, "admin");
  await admin.goto("/hosts/demo/overview");
  await admin.getByRole("link", { name: "Audit log" }).click();
  await expect(admin.getByRole("heading", { name: "Audit log", level: 1 })).toBeVisible();
  const line = (what: string) =>
    admin.getByRole("row").filter({ hasText: "operator" }).filter({ hasText: what }).first();
  await expect(line("Restart container shop-api")).toContainText("Succeeded");
  await expect(line("Upgrade")).toContainText("Denied");
  await expect(line("Restart host")).toContainText("Denied");
  await admin.context().close();
});
