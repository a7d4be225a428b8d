// Volumes, networks and the way to make room, over a real dockerd whose own client says what came of it.

import type { Page } from "@playwright/test";
import { complaints, expectNoOverflow } from "../support/page";
import { expect, expectAccessible, screenshots, realDocker as test } from "../support/test";

const row = (page: Page, name: string) =>
  page.getByRole("row").filter({ has: page.getByRole("button", { name, exact: true }) });

async function expectSound(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoOverflow(page);
      await expectAccessible(page);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await screenshots(page, name);
}

test("a volume is created, looked at and removed", async ({ page, docker, signIn }) => {
  const complained = complaints(page);
  await docker.docker("volume", "create", "in-use");
  await docker.docker(
    "run",
    "-d",
    "--name",
    "vol-user",
    "-v",
    "in-use:/data",
    docker.image,
    "sleep",
    "100000",
  );
  await signIn(page, "admin");
  await page.goto("/hosts/local/volumes");
  await page.getByRole("button", { name: "Create volume" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("scratch");
  await dialog.getByRole("combobox", { name: "Where its files are" }).selectOption("memory");
  await dialog.getByRole("textbox", { name: "At most" }).fill("8m");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Create volume" }).click();
  await expect(page.getByText("Created the volume scratch")).toBeVisible();
  expect(await docker.docker("volume", "inspect", "-f", "{{.Options.o}}", "scratch")).toBe(
    "size=8m",
  );

  await expect(row(page, "in-use")).toContainText("vol-user");
  await expect(page.getByRole("button", { name: "Remove in-use" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await expectSound(page, "volumes");
  await page.getByRole("button", { name: "scratch", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "scratch" })).toContainText("o=size=8m");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await page.getByRole("button", { name: "Remove scratch" }).click();
  await expect(page.getByRole("dialog")).toContainText("gone for good");
  await page.getByRole("dialog").getByRole("button", { name: "Remove volume" }).click();
  await expect(page.getByText("Removed the volume scratch")).toBeVisible();
  await expect(row(page, "scratch")).toHaveCount(0);
  expect(await docker.docker("volume", "ls", "-q")).not.toContain("scratch");
  expect(complained).toEqual([]);
});

test("a network is created, joined under another name, left and removed", async ({
  page,
  docker,
  signIn,
}) => {
  await docker.docker("run", "-d", "--name", "net-user", docker.image, "sleep", "100000");
  await signIn(page, "admin");
  await page.goto("/hosts/local/networks");
  await expect(page.getByRole("button", { name: "Remove bridge" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await page.getByRole("button", { name: "Create network" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("backstage");
  await dialog.getByRole("textbox", { name: "Range of addresses" }).fill("10.77.0.0/24");
  await dialog.getByRole("checkbox", { name: /^Internal/ }).check();
  await dialog.getByRole("button", { name: "Create network" }).click();
  await expect(row(page, "backstage")).toContainText("10.77.0.0/24");
  await expect(row(page, "backstage")).toContainText("No way out");

  await page.getByRole("button", { name: "backstage", exact: true }).click();
  await dialog.getByRole("combobox", { name: "Container" }).selectOption("net-user");
  await dialog.getByRole("textbox", { name: "Further names" }).fill("db, database");
  await dialog.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByText("Connected net-user to backstage")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Disconnect net-user" })).toBeVisible();
  const aliases = "{{json .NetworkSettings.Networks.backstage.Aliases}}";
  expect(await docker.docker("inspect", "-f", aliases, "net-user")).toContain("database");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Disconnect net-user" }).click();
  await expect(page.getByText("Disconnected net-user from backstage")).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await expectSound(page, "networks");
  await page.getByRole("button", { name: "Remove backstage" }).click();
  await dialog.getByRole("button", { name: "Remove network" }).click();
  await expect(page.getByText("Removed the network backstage")).toBeVisible();
  expect(await docker.docker("network", "ls", "--format", "{{.Name}}")).not.toContain("backstage");
});

test("room is made after a preview, and data only on a word", async ({ page, docker, signIn }) => {
  await docker.docker("volume", "create", "precious");
  await docker.docker("create", "--name", "leftover", docker.image, "true");
  await signIn(page, "admin");
  await page.goto("/hosts/local/storage");
  await expect(page.getByRole("region", { name: "In all" })).toBeVisible();
  await page.getByRole("button", { name: "What is large" }).first().click();
  await expectSound(page, "storage");
  await page.getByRole("button", { name: "Make room…" }).click();
  const dialog = page.getByRole("dialog", { name: "Make room" });
  await dialog.getByRole("checkbox", { name: /^Containers that do not run/ }).check();
  await dialog.getByRole("button", { name: "What goes" }).first().click();
  await expect(dialog.getByRole("list", { name: /What goes: containers/ })).toContainText(
    "leftover",
  );
  const remove = dialog.getByRole("button", { name: "Remove", exact: true });
  await dialog.getByRole("checkbox", { name: /^All volumes that no container uses/ }).check();
  await expect(remove).toBeDisabled();
  await expectSound(page, "prune");
  await dialog.getByRole("textbox", { name: /^Type/ }).fill("remove data");
  await remove.click();
  await expect(dialog.getByText("What was unused is removed")).toBeVisible();
  await expect(dialog).toContainText(/freed/);
  expect(await docker.docker("volume", "ls", "-q")).not.toContain("precious");
  expect(await docker.docker("ps", "-a", "--format", "{{.Names}}")).not.toContain("leftover");
});

test("who may not change anything sees everything, and why", async ({ page, signIn }) => {
  await signIn(page, "viewer");
  await page.goto("/hosts/local/volumes");
  await expect(page.getByRole("button", { name: "Create volume" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await page.goto("/hosts/local/storage");
  await expect(page.getByRole("region", { name: "In all" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Make room…" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
});
