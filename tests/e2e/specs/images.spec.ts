// Images over a real dockerd and a real registry. What came of it is told by docker's own client.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { complaints, expectNoOverflow } from "../support/page";
import { expect, expectAccessible, screenshots, realRegistry as test } from "../support/test";

const IMAGES = "/hosts/local/images";

const imageRow = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

async function choose(page: Page, image: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${image}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("a private image is pulled with credentials, and refused without", async ({
  page,
  docker,
  registry,
  signIn,
}) => {
  const image = `${registry.address}/private/web:1`;
  await registry.push("private/web:1", "first");
  await signIn(page, "admin");
  await page.goto(IMAGES);
  const pull = async () => {
    await page.getByRole("button", { name: "Pull image" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Image").fill(image);
    return dialog;
  };
  let dialog = await pull();
  await dialog.getByRole("button", { name: "Pull image" }).click();
  await expect(page.getByRole("heading", { name: `Could not pull ${image}` })).toBeVisible();
  await expect(page.getByText("give a user name and a password").first()).toBeVisible();

  dialog = await pull();
  await dialog.getByLabel("These, for this pull only").check();
  await dialog.getByRole("button", { name: "Pull image" }).click();
  await expect(dialog.getByText("Which name?")).toBeVisible();
  await dialog.getByLabel("Name at the registry").fill(registry.account.name);
  await dialog.getByLabel("Password or token").fill(registry.account.password);
  await dialog.getByRole("button", { name: "Pull image" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(`${image} was pulled`).first()).toBeVisible();
  await expect(imageRow(page, image)).toBeVisible();
  expect(await docker.docker("image", "inspect", "--format", "{{.Id}}", image)).toMatch(/^sha256/);
});

test("kept credentials are used by themselves, and never shown", async ({
  page,
  registry,
  signIn,
}) => {
  await registry.push("private/kept:1", "kept");
  await signIn(page, "admin");
  await page.goto("/registries");
  await page.getByRole("button", { name: "Add registry" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Registry").fill(registry.address);
  await dialog.getByLabel("Name there").fill(registry.account.name);
  await dialog.getByLabel("Password or token").fill(registry.account.password);
  await dialog.getByRole("button", { name: "Keep credentials" }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: registry.address });
  await expect(row).toContainText(registry.account.name);
  expect(await page.content()).not.toContain(`"${registry.account.password}"`);
  await expectAccessible(page);

  await page.goto(IMAGES);
  await page.getByRole("button", { name: "Pull image" }).click();
  await page.getByRole("dialog").getByLabel("Image").fill(`${registry.address}/private/kept:1`);
  await expect(page.getByText(`Those kept for ${registry.address} (user)`)).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Pull image" }).click();
  await expect(imageRow(page, "private/kept:1")).toBeVisible();

  // Another image by the same name.
  await choose(page, `${registry.address}/private/kept:1`, "Check for a newer one");
  await expect(imageRow(page, "private/kept:1")).toContainText("Up to date");
  await page.goto("/registries");
  await page.getByRole("button", { name: `Forget ${registry.address}` }).click();
  await page.getByRole("button", { name: "Forget credentials" }).click();
  await expect(page.getByRole("heading", { name: "No credentials are kept" })).toBeVisible();
});

test("an image gets a further name, loses it, and goes", async ({ page, docker, signIn }) => {
  await docker.docker("tag", docker.image, "localhost/named:1");
  const maker = await docker.docker("create", "--label", "a=b", docker.image);
  await docker.docker("commit", "--change", "LABEL own=yes", maker, "localhost/named:1");
  await docker.docker("rm", maker);
  await signIn(page, "admin");
  await page.goto(IMAGES);
  await choose(page, "localhost/named:1", "Give it a further name");
  await page.getByLabel("Name and tag").fill("localhost/named:2");
  await page.getByRole("button", { name: "Add the name" }).click();
  await expect(imageRow(page, "localhost/named:1")).toContainText("localhost/named:2");

  await choose(page, "localhost/named:1", "Remove");
  await page.getByLabel("Only the name localhost/named:1").check();
  await page.getByRole("button", { name: "Remove the name" }).click();
  await expect(page.getByText("Removed localhost/named:1")).toBeVisible();
  await expect(imageRow(page, "localhost/named:2")).not.toContainText("localhost/named:1");

  await choose(page, "localhost/named:2", "Remove");
  await page.getByRole("button", { name: "Remove image" }).click();
  await expect(imageRow(page, "localhost/named:2")).toHaveCount(0);
  // The row may go before the engine is done.
  const left = () => docker.docker("images", "--quiet", "localhost/named");
  await expect.poll(left).toBe("");
});

test("an image in use is kept, with the reason", async ({ page, docker, signIn }) => {
  await docker.run("user-of-image", "exec sleep 100000");
  await signIn(page, "admin");
  await page.goto(IMAGES);
  await expect(imageRow(page, docker.image)).toContainText("user-of-image");
  await choose(page, docker.image, "Remove");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("user-of-image");
  await dialog.getByRole("button", { name: "Remove image" }).click();
  await expect(dialog.getByText(/use/i).last()).toBeVisible();
  expect(await docker.docker("images", "--quiet", docker.image)).not.toBe("");
});

test("a folder is built, and an archive that was saved is loaded", async ({
  page,
  docker,
  signIn,
}) => {
  const dir = await mkdtemp(join(tmpdir(), "atomdeck-build-"));
  await writeFile(
    join(dir, "Dockerfile"),
    `FROM ${docker.image}\nCOPY greeting /greeting\nRUN cat /greeting\n`,
  );
  await writeFile(join(dir, "greeting"), "hello from the folder\n");
  await signIn(page, "admin");
  await page.goto(IMAGES);
  await page.getByRole("button", { name: "Build", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name and tag").fill("localhost/built:1");
  await dialog.locator("input[type=file]").setInputFiles(dir);
  await expect(dialog.getByText("2 files")).toBeVisible();
  await dialog.getByRole("button", { name: "Build image" }).click();
  await expect(dialog).toBeHidden();
  await expect(imageRow(page, "localhost/built:1")).toBeVisible({ timeout: 30_000 });
  const shown = await docker.docker("run", "--rm", "localhost/built:1", "cat", "/greeting");
  expect(shown).toBe("hello from the folder");

  const downloading = page.waitForEvent("download");
  await choose(page, "localhost/built:1", "Download as an archive");
  const archive = join(dir, "built.tar");
  await (await downloading).saveAs(archive);
  await docker.docker("rmi", "localhost/built:1");
  await expect(imageRow(page, "localhost/built:1")).toHaveCount(0);
  await page.getByRole("button", { name: "Load", exact: true }).click();
  await page.getByRole("dialog").getByLabel("Archive").setInputFiles(archive);
  await page.getByRole("button", { name: "Load images" }).click();
  await expect(page.getByText("Loaded localhost/built:1")).toBeVisible();
  await expect(imageRow(page, "localhost/built:1")).toBeVisible();
  await rm(dir, { recursive: true });
});

test("a newer image is found, and its container made again from it", async ({
  page,
  docker,
  registry,
  signIn,
}) => {
  const image = `${registry.address}/private/moving:1`;
  await registry.push("private/moving:1", "old");
  await signIn(page, "admin");
  await page.goto(IMAGES);
  await page.getByRole("button", { name: "Pull image" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Image").fill(image);
  await dialog.getByLabel("These, and keep them for its registry").check();
  await dialog.getByLabel("Name at the registry").fill(registry.account.name);
  await dialog.getByLabel("Password or token").fill(registry.account.password);
  await dialog.getByRole("button", { name: "Pull image" }).click();
  await expect(imageRow(page, image)).toBeVisible();
  const options = ["--detach", "--name", "mover", "--stop-signal", "KILL"];
  await docker.docker("run", ...options, image, "sleep", "100000");
  const old = await docker.docker("inspect", "--format", "{{.Image}}", "mover");
  // What it is in the registry changes, what the host has does not.
  await docker.docker("tag", image, "localhost/moving-old:1");
  await registry.push("private/moving:1", "new");
  await docker.docker("tag", "localhost/moving-old:1", image);
  await docker.docker("rmi", "localhost/moving-old:1");

  await page.getByRole("button", { name: "Check for newer images" }).click();
  await expect(imageRow(page, image)).toContainText("Newer one there");
  await choose(page, image, "Recreate containers that use it");
  const asking = page.getByRole("dialog");
  await expect(asking).toContainText("the old one is put back");
  await asking.getByRole("button", { name: "Recreate container" }).click();
  await expect(asking.getByText("Recreating mover is done")).toBeVisible({ timeout: 30_000 });
  const now = await docker.docker("inspect", "--format", "{{.Image}}", "mover");
  expect(now).not.toBe(old);
});

for (const role of ["viewer", "operator"] as const) {
  test(`a ${role} sees images and cannot change them`, async ({ page, docker, signIn }) => {
    await signIn(page, role);
    await page.goto(IMAGES);
    await expect(imageRow(page, docker.image)).toBeVisible();
    const pull = page.getByRole("button", { name: "Pull image" });
    await expect(pull).toHaveAttribute("aria-disabled", "true");
    await pull.focus();
    const why = `Your role (${role}) may not pull images. It takes: administrator.`;
    await expect(page.getByRole("tooltip", { name: why })).toBeVisible();
    await page.getByRole("button", { name: `Actions for ${docker.image}` }).click();
    await expect(page.getByRole("menuitem", { name: "Remove" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    const status = await page.evaluate(async () => {
      const response = await fetch("/api/v1/hosts/local/images/nothing", { method: "DELETE" });
      return response.status;
    });
    expect(status).toBe(403);
    await page.goto("/registries");
    await expect(page.getByText("may not manage registries.")).toBeVisible();
  });
}

test("the pages of images are sound", async ({ page, docker, signIn }) => {
  const complained = complaints(page);
  await signIn(page, "admin");
  for (const [name, path] of [
    ["images", IMAGES],
    ["image", undefined],
    ["registries", "/registries"],
  ] as const) {
    if (path === undefined) await page.getByRole("link", { name: docker.image }).click();
    else await page.goto(path);
    await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await expectNoOverflow(page);
        await expectAccessible(page);
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await screenshots(page, name);
  }
  expect(complained).toEqual([]);
});
