// Remotes of the demo host: added, and removed again.

import { complaints } from "../support/page";
import { expect, expectAccessible, test } from "../support/test";

test("a remote is added, shown and removed", async ({ page, signIn }) => {
  const complained = complaints(page);
  await signIn(page, "admin");
  await page.goto("/hosts/demo/remotes");
  await page.getByRole("button", { name: "Add remote" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a remote" });
  const add = dialog.getByRole("button", { name: "Add remote" });
  await dialog.getByLabel("Name").fill("lab");
  await dialog.getByLabel("Address").fill("https://ada:secret@example.org/repo");
  await expect(dialog).toContainText("It has no name and password in it.");
  await expect(add).toBeDisabled();
  await dialog.getByLabel("Address").fill("https://example.org/repo");
  await dialog.getByRole("radio", { name: "Do not check them" }).check();
  await expect(dialog).toContainText(
    "ostree remote add --no-gpg-verify lab https://example.org/repo",
  );
  await expectAccessible(page);
  await add.click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: "https://example.org/repo" });
  await expect(row).toContainText("Not checked");

  await page.getByRole("button", { name: "Remove lab" }).click();
  const remove = page.getByRole("dialog", { name: "Remove the remote lab?" });
  await remove.getByRole("button", { name: "Remove remote" }).click();
  await expect(row).toHaveCount(0);
  expect(complained).toEqual([]);
});

test("a viewer reads the remotes and cannot change them", async ({ page, signIn }) => {
  await signIn(page, "viewer");
  await page.goto("/hosts/demo/remotes");
  const add = page.getByRole("button", { name: "Add remote" });
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await add.focus();
  await expect(page.getByRole("tooltip")).toHaveText(/may not change remotes/);
});
