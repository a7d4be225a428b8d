// Changes of an atomic host's deployments through the browser, each on a demo host that nobody else uses: what the
// page offers, what its dialogs say before, and what the host then boots.

import type { Page } from "@playwright/test";
import { complaints, expectNoOverflow } from "../support/page";
import { expect, expectAccessible, ownDemo as test } from "../support/test";

const DEPLOYMENTS = "/hosts/demo/deployments";
/** The demo downloads and stages for 14 s; more where the machine is busy. */
const CHANGE = { timeout: 40_000 };

const cardOf = (page: Page, label: string) =>
  page.locator(".ad-deployment").filter({ has: page.getByText(label, { exact: true }) });

async function open(page: Page): Promise<void> {
  await page.goto(DEPLOYMENTS);
  await expect(page.getByRole("heading", { name: "In boot order" })).toBeVisible();
}

/** Opens the page's menu and takes an item. */
async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

test("every dialog is sound in both themes, wide and narrow", async ({ page, signIn }) => {
  test.setTimeout(180_000);
  const complained = complaints(page);
  await signIn(page, "admin");
  await open(page);
  for (const item of [
    "Upgrade…",
    "Deploy a version…",
    "Rebase…",
    "Packages…",
    "Kernel arguments…",
    "Clean up…",
  ]) {
    await choose(page, item);
    const dialog = page.getByRole("dialog");
    await expect(dialog).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await expectNoOverflow(page);
        await expectAccessible(page);
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(dialog).toBeHidden();
  }
  expect(complained).toEqual([]);
});

test("what an update would change is grouped, filtered and linked", async ({ page, signIn }) => {
  await signIn(page, "admin");
  await open(page);
  await page.getByRole("button", { name: "Check for update" }).click();
  await expect(page.getByRole("heading", { name: /^Update available: / })).toBeVisible(CHANGE);
  await page.getByRole("link", { name: "What would change?" }).click();
  await expect(page.getByRole("heading", { name: "Difference", level: 1 })).toBeFocused();
  const groups = page.getByRole("heading", { level: 3 });
  await expect(groups.first()).toContainText("Kernel");
  const cve = page.getByRole("link", { name: /^CVE-/ }).first();
  await expect(cve).toHaveAttribute("rel", "noreferrer");
  await expect(page.getByRole("grid", { name: /Resolves/ })).toContainText("Important");
  await page.getByLabel("Filter packages by name").fill("podman");
  await expect(groups).toHaveText([/Container engine/]);
  await page.reload();
  await expect(groups).toHaveText([/Container engine/]);
  await page.getByLabel("Filter packages by name").fill("no-such-package");
  await expect(page.getByRole("heading", { name: "None is like that" })).toBeVisible();
});

test("an upgrade shows how far it is, and is cancelled", async ({ page, signIn }) => {
  await signIn(page, "admin");
  await open(page);
  await choose(page, "Upgrade…");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("rpm-ostree upgrade");
  await expect(dialog.getByLabel("Restart the host afterwards")).not.toBeChecked();
  await dialog.getByRole("button", { name: "Download and stage" }).click();
  const upgrading = page.getByRole("region", { name: "Upgrading" });
  await expect(upgrading).toContainText("Started by admin");
  await expect(upgrading).toContainText(/[1-9] MB downloaded, .* a second/, CHANGE);
  await upgrading.getByRole("button", { name: "Cancel: Upgrading" }).click();
  await expect(page.getByRole("heading", { name: "The upgrade was cancelled" })).toBeVisible();
  await expect(page.getByText("Staged", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Upgrade", exact: true })).toBeEnabled();
});

test("the deployment behind the booted one boots next after a rollback, and nothing restarts", async ({
  page,
  signIn,
}) => {
  await signIn(page, "admin");
  await open(page);
  const booted = await cardOf(page, "Booted").getByRole("heading").innerText();
  const behind = await cardOf(page, "Rollback").getByRole("heading").innerText();
  await page.getByRole("button", { name: `Actions for ${behind}` }).click();
  await page.getByRole("menuitem", { name: "Roll back to it…" }).click();
  const dialog = page.getByRole("dialog", { name: "Roll back?" });
  await expect(dialog).toContainText(`${behind} becomes what the next restart boots`);
  await expect(dialog.locator("code")).toHaveText("rpm-ostree rollback");
  await dialog.getByLabel("Restart the host afterwards").check();
  await expect(dialog.locator("code")).toHaveText("rpm-ostree rollback && systemctl reboot");
  await dialog.getByLabel("Restart the host afterwards").uncheck();
  await dialog.getByRole("button", { name: "Roll back", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(cardOf(page, "Boots next").getByRole("heading")).toHaveText(behind, CHANGE);
  await expect(cardOf(page, "Booted").getByRole("heading")).toHaveText(booted);
  await expect(page.getByRole("heading", { name: `${behind} is ready to boot` })).toBeVisible();
  await expect(page.getByRole("heading", { name: /is restarting/ })).toHaveCount(0);
});

test("a host is rebased to an OCI image after what was typed is right", async ({
  page,
  signIn,
}) => {
  await signIn(page, "admin");
  await open(page);
  await choose(page, "Rebase…");
  const dialog = page.getByRole("dialog", { name: "Rebase" });
  await dialog.getByRole("radio", { name: "Image in a registry" }).check();
  const image = dialog.getByRole("textbox", { name: "Image" });
  await image.fill("https://quay.io/fedora/fedora-bootc:42");
  await expect(dialog.getByText("without a scheme like https://")).toBeVisible();
  const rebase = dialog.getByRole("button", { name: "Rebase", exact: true });
  await expect(rebase).toBeDisabled();
  await image.fill("quay.io/fedora/fedora-bootc:42");
  await expect(dialog.locator(".ad-command code")).toHaveText(
    "rpm-ostree rebase ostree-image-signed:docker://quay.io/fedora/fedora-bootc:42",
  );
  await dialog.getByRole("radio", { name: "Nothing: do not check" }).check();
  await expect(dialog.getByText("Nobody vouches for this image")).toBeVisible();
  await rebase.click();
  await expect(dialog).toBeHidden();
  const staged = cardOf(page, "Staged");
  await expect(staged).toContainText("quay.io/fedora/fedora-bootc:42", CHANGE);
  await expect(cardOf(page, "Booted")).toContainText("fedora/x86_64/coreos/stable");
});

test("kernel arguments show what changes before they change it", async ({ page, signIn }) => {
  await signIn(page, "admin");
  await open(page);
  await choose(page, "Kernel arguments…");
  const dialog = page.getByRole("dialog", { name: "Kernel arguments" });
  const change = dialog.getByRole("button", { name: "Change kernel arguments" });
  await expect(change).toBeDisabled();
  await dialog.getByRole("textbox", { name: "New argument" }).fill("two words");
  await expect(dialog.getByText("one word without spaces")).toBeVisible();
  await dialog.getByRole("textbox", { name: "New argument" }).fill("mitigations=auto,nosmt");
  await dialog.getByRole("textbox", { name: "New argument" }).press("Enter");
  await expect(dialog.getByRole("region", { name: "What changes" })).toContainText(
    "+ mitigations=auto,nosmt",
  );
  await change.click();
  await expect(dialog).toBeHidden();
  await expect(
    cardOf(page, "Boots next").getByRole("button", { name: /difference.* from booted/ }),
  ).toBeVisible(CHANGE);
});

test("packages are searched, chosen and layered", async ({ page, signIn }) => {
  await signIn(page, "admin");
  await open(page);
  await choose(page, "Packages…");
  const dialog = page.getByRole("dialog", { name: "Packages" });
  await dialog.getByLabel("Search for a package").fill("tmux");
  await dialog.getByRole("button", { name: "Layer tmux", exact: true }).click();
  await expect(dialog.locator(".ad-command code")).toHaveText("rpm-ostree install tmux");
  await dialog.getByRole("button", { name: "Change packages" }).click();
  await expect(dialog).toBeHidden();
  await expect(cardOf(page, "Staged").getByLabel("Layered packages")).toContainText("tmux", CHANGE);
});

test("a viewer is told why nothing can be changed", async ({ page, signIn }) => {
  await signIn(page, "viewer");
  await open(page);
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  const item = page.getByRole("menuitem", { name: "Rebase…" });
  await expect(item).toHaveAttribute("aria-disabled", "true");
  await item.hover();
  const why =
    "Your role (viewer) may not deploy other versions and images. It takes: administrator.";
  await expect(page.getByRole("tooltip", { name: why })).toBeVisible();
});

test("the host restarts after a change where somebody chose that", async ({ page, signIn }) => {
  test.setTimeout(120_000);
  await signIn(page, "admin");
  await open(page);
  const before = await cardOf(page, "Booted").getByRole("heading").innerText();
  await choose(page, "Upgrade…");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Restart the host afterwards").check();
  await expect(dialog.getByText("The host restarts as soon as this is done")).toBeVisible();
  await dialog.getByRole("button", { name: "Download and stage, then restart" }).click();
  await expect(page.getByRole("heading", { name: "demo-coreos is restarting…" })).toBeVisible(
    CHANGE,
  );
  await expect(cardOf(page, "Rollback").getByRole("heading")).toHaveText(before, CHANGE);
  await expect(page.getByText("Boots next", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: /is restarting/ })).toHaveCount(0);
});
