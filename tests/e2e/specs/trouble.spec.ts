// What the pages say when something is missing or dies, and that they go on when it is back.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Atomdeck, startAtomdeck } from "../support/atomdeck";
import { type Docker, startDocker } from "../support/docker";
import { rowOf } from "../support/page";
import { openSession } from "../support/session";
import { expect, test } from "../support/test";

test("a machine without engine and bus says what is missing and how to get it", async ({
  page,
  signIn,
}) => {
  await signIn(page, "admin");
  await page.goto("/hosts/local/overview");
  const offers = page.getByRole("region", { name: "What this host offers" });
  const capability = (name: string) => offers.getByRole("listitem").filter({ hasText: name });
  await expect(capability("Containers: not available")).toContainText("no-engine.sock");
  await expect(capability("System bus: not available")).toContainText("no-bus.sock");
  await expect(capability("Deployments: not available")).toBeVisible();
  await expect(page.getByRole("region", { name: "Host", exact: true })).toContainText("Kernel");

  await page.goto("/hosts/local/containers");
  await expect(page.getByRole("main")).toContainText("no-engine.sock");
  await page.goto("/hosts/local/deployments");
  await expect(page.getByRole("main")).toContainText("no-bus.sock");
  // The other host is none the worse for it.
  await page.getByRole("button", { name: /^Host: / }).click();
  await page.getByRole("option", { name: /demo-coreos/ }).click();
  await expect(page).toHaveURL("/hosts/demo/deployments");
  await expect(page.getByRole("heading", { name: /^Version / }).first()).toBeVisible();
});

test("a page outlives its engine and goes on when it is back", async ({ page }) => {
  test.setTimeout(150_000);
  const dir = await mkdtemp(join(tmpdir(), "engine-"));
  let docker: Docker | undefined;
  let atomdeck: Atomdeck | undefined;
  try {
    docker = await startDocker(dir);
    await docker.run("survivor", "exec sleep 100000");
    atomdeck = await startAtomdeck({ accounts: "each role", dockerHost: docker.url });
    await page.context().addCookies([await openSession(atomdeck.url, "viewer")]);
    await page.goto(`${atomdeck.url}/hosts/local/containers`);
    await expect(rowOf(page, "survivor")).toContainText("Running");

    await docker.stop();
    docker = undefined;
    const alert = page.getByRole("heading", { name: /what you see is from/ });
    await expect(alert).toBeVisible({ timeout: 20_000 });
    await expect(rowOf(page, "survivor")).toBeVisible();
    await page.reload();
    await expect(page.getByRole("main")).toContainText("docker.sock");
    await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();

    docker = await startDocker(dir);
    // It died with its engine.
    await expect(rowOf(page, "survivor")).toContainText("Exited", { timeout: 20_000 });
    await expect(page.getByRole("button", { name: "Try again" })).toHaveCount(0);
    await docker.run("second", "exec sleep 100000");
    await expect(rowOf(page, "second")).toContainText("Running");
  } finally {
    await atomdeck?.stop();
    await docker?.stop();
    await rm(dir, { recursive: true });
  }
});
