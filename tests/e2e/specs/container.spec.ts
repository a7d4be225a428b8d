// One real container in full, and several at once. What came of it is told by docker's own client.

import type { Page } from "@playwright/test";
import { complaints, expectNoOverflow, rowOf } from "../support/page";
import { expect, expectAccessible, realDocker as test } from "../support/test";

const WAITS = "exec sleep 100000";

async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `More actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("a container is shown in full, in every look", async ({ page, docker, signIn }) => {
  test.setTimeout(120_000);
  await docker.run(
    "detailed",
    "echo new > /made-by-it; exec sleep 100000",
    ...["--env", "API_TOKEN=not-for-everybody", "--env", "MODE=fast", "--memory", "64m"],
    ...["--label", "role=test", "--volume", "detailed-data:/data", "--restart", "on-failure:3"],
    ...["--health-cmd", "echo all is well", "--health-interval", "1s"],
  );
  const complained = complaints(page);
  await signIn(page, "admin");
  await page.goto("/hosts/local/containers");
  await rowOf(page, "detailed").getByRole("link", { name: "detailed", exact: true }).click();
  await expect(page).toHaveURL("/hosts/local/containers/detailed");
  await expect(page.getByRole("heading", { name: "detailed", level: 1 })).toBeVisible();
  const region = (name: string) => page.getByRole("region", { name });
  await expect(region("Mounts")).toContainText("detailed-data");
  await expect(region("Limits and restarts")).toContainText("At most 67.1 MB");
  await expect(region("Limits and restarts")).toContainText("at most 3 times");
  await expect(region("Labels")).toContainText("role");

  const tab = (name: string) =>
    page.getByRole("navigation", { name: "About detailed" }).getByRole("tab", { name });
  const look = async (name: string, see: () => Promise<void>) =>
    test.step(name, async () => {
      await tab(name).click();
      await see();
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await expectNoOverflow(page);
        await expectAccessible(page);
      }
    });
  await look("Overview", () => expect(region("Security")).toBeVisible());
  await look("Health", () =>
    expect(page.getByRole("grid", { name: "Last runs" })).toContainText("all is well"),
  );
  await look("Processes", () =>
    expect(page.getByRole("grid", { name: "Processes" })).toContainText("sleep 100000"),
  );
  await look("Files changed", () =>
    expect(page.getByRole("grid", { name: "Changed files" })).toContainText("/made-by-it"),
  );
  await look("Environment", async () => {
    const variables = page.getByRole("grid", { name: "Environment" });
    await expect(variables).toContainText("fast");
    await expect(variables).not.toContainText("not-for-everybody");
    await page.getByRole("button", { name: "Show values" }).click();
    await expect(variables).toContainText("not-for-everybody");
  });
  await look("History", () => expect(region("Today")).toBeVisible());
  await look("Inspect", async () => {
    await page.getByRole("button", { name: "Show the description" }).click();
    await expect(region("Description")).toContainText("API_TOKEN=not-for-everybody");
  });
  await page.reload();
  await expect(page).toHaveURL("/hosts/local/containers/detailed/inspect");
  await expect(page.getByRole("button", { name: "Show the description" })).toBeVisible();
  expect(complained).toEqual([]);
});

test("a container is paused, renamed, limited, killed and removed", async ({
  page,
  docker,
  signIn,
}) => {
  test.setTimeout(90_000);
  await docker.run("before", WAITS);
  await signIn(page, "admin");
  await page.goto("/hosts/local/containers/before");
  await choose(page, "before", "Pause");
  await expect.poll(() => docker.inspect("before", "{{.State.Status}}")).toBe("paused");
  await page.getByRole("button", { name: "Resume" }).click();
  await expect.poll(() => docker.inspect("before", "{{.State.Status}}")).toBe("running");

  await choose(page, "before", "Rename…");
  const rename = page.getByRole("dialog", { name: "Rename before?" });
  await rename.getByLabel("New name").fill("not a name");
  await expect(rename).toContainText("A name begins with");
  await rename.getByLabel("New name").fill("after");
  await expect(rename).toContainText("docker rename before after");
  await rename.getByRole("button", { name: "Rename container" }).click();
  await expect(page).toHaveURL("/hosts/local/containers/after");
  await expect(page.getByRole("heading", { name: "after", level: 1 })).toBeVisible();
  expect(await docker.names()).toContain("after");

  await choose(page, "after", "Limits and restart policy…");
  const limits = page.getByRole("dialog", { name: "Limits and restart policy of after" });
  await limits.getByLabel("Memory (MB)").fill("50");
  await limits.getByLabel("When it ends by itself").selectOption({ label: "It stays stopped" });
  await limits.getByRole("button", { name: "Apply" }).click();
  await expect(limits).toBeHidden();
  expect(await docker.inspect("after", "{{.HostConfig.Memory}}")).toBe("50000000");

  await choose(page, "after", "Send a signal…");
  const kill = page.getByRole("dialog", { name: "Send a signal to after?" });
  await kill.getByRole("button", { name: "Send KILL" }).click();
  await expect(kill).toBeHidden();
  await expect(page.getByRole("heading", { name: "It does not run" })).toBeVisible();

  await choose(page, "after", "Remove…");
  const remove = page.getByRole("dialog", { name: "Remove after?" });
  await expect(remove).toContainText("docker rm after");
  await remove.getByRole("button", { name: "Remove container" }).click();
  await expect(page.getByText("Removed after")).toBeVisible();
  expect(await docker.names()).not.toContain("after");
});

test("several are stopped and removed at once, and each says how it went", async ({
  page,
  docker,
  signIn,
}) => {
  const names = ["bulk-1", "bulk-2", "bulk-3"];
  for (const name of names) await docker.run(name, WAITS);
  await signIn(page, "admin");
  await page.goto("/hosts/local/containers?q=bulk-");
  for (const name of names) await page.getByLabel(`Select ${name}`).check();
  await expect(page).toHaveURL(/selected=bulk-1\+bulk-2\+bulk-3/);
  await page.getByRole("button", { name: "Stop the selected containers" }).click();
  const stop = page.getByRole("dialog", { name: "Stop 3 containers?" });
  await expect(stop).toContainText("docker stop bulk-1 bulk-2 bulk-3");
  await stop.getByRole("button", { name: "Stop 3" }).click();
  await expect(page.getByText("Stopped 3 containers")).toBeVisible();
  for (const name of names) {
    expect(await docker.inspect(name, "{{.State.Running}}")).toBe("false");
  }
  await page.getByLabel("Select all that are shown").check();
  await page.getByRole("button", { name: "Remove the selected containers" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove 3" }).click();
  await expect(page.getByText("Removed 3 containers")).toBeVisible();
  const left = await docker.names();
  expect(left.filter((name) => name.startsWith("bulk-"))).toEqual([]);
});

test("an operator sees what takes an administrator, and why", async ({ page, docker, signIn }) => {
  await docker.run("guarded", WAITS, "--env", "API_TOKEN=not-for-everybody");
  await signIn(page, "operator");
  await page.goto("/hosts/local/containers/guarded");
  await page.getByRole("button", { name: "More actions for guarded" }).click();
  const item = (name: string) => page.getByRole("menuitem", { name });
  await expect(item("Restart…")).toBeEnabled();
  await expect(item("Remove…")).toHaveAttribute("aria-disabled", "true");
  await expect(item("Rename…")).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Escape");

  await page.goto("/hosts/local/containers/guarded/environment");
  const show = page.getByRole("button", { name: "Show values" });
  await expect(show).toHaveAttribute("aria-disabled", "true");
  await page.goto("/hosts/local/containers/guarded/inspect");
  await expect(page.getByRole("heading", { name: "Not allowed" })).toBeVisible();
  await page.goto("/hosts/local/containers/guarded/processes");
  await expect(page.getByRole("grid", { name: "Processes" })).toContainText("sleep 100000");
});

test("the timeline tells why a container ended", async ({ page, docker, signIn }) => {
  await signIn(page, "viewer");
  await page.goto("/hosts/local/timeline");
  await expect(page.getByRole("heading", { name: "Timeline", level: 1 })).toBeVisible();
  await docker.run("short-lived", "exit 7");
  const happening = page.getByRole("listitem").filter({ hasText: "short-lived" });
  await expect(happening.filter({ hasText: /code 7/ })).toBeVisible();
  await expectNoOverflow(page);
  await expectAccessible(page);
  await page.getByRole("textbox", { name: "Search in the timeline" }).fill("no such thing");
  await expect(page.getByText("Nothing matches the search")).toBeVisible();
});
