// The console over a real dockerd. What it did is told by docker's own client.

import { rowOf } from "../support/page";
import { expect, realDocker as test } from "../support/test";

/** Says at each start which one it is. */
const COUNTS_STARTS = `
  echo again >> /tmp/starts
  echo "this is start $(wc -l < /tmp/starts)"
  exec sleep 100000`;

test("an operator restarts a real container and sees its new log line", async ({
  page,
  docker,
  signIn,
}) => {
  await docker.run("greeter", COUNTS_STARTS);
  const first = Date.parse(await docker.startedAt("greeter"));
  await signIn(page, "operator");
  await page.goto("/hosts/local/containers");
  await expect(rowOf(page, "greeter")).toContainText("Running");

  await page.getByRole("button", { name: "Restart greeter" }).click();
  await expect(page.getByText("Restarted greeter")).toBeVisible();
  const second = Date.parse(await docker.startedAt("greeter"));
  expect(second).toBeGreaterThan(first);

  await page.getByRole("button", { name: "Logs of greeter" }).click();
  await expect(page.getByRole("heading", { name: "Log of greeter", level: 1 })).toBeVisible();
  const log = page.getByRole("log");
  await expect(log.getByText("this is start 1")).toBeVisible();
  await expect(log.getByText("this is start 2")).toBeVisible();

  await page.getByRole("button", { name: "Restart greeter" }).click();
  await expect(log.getByText("this is start 3")).toBeVisible();
  // Opened anew after the restart, it repeats nothing.
  await expect(log.getByText(/this is start/)).toHaveCount(3);
  expect(Date.parse(await docker.startedAt("greeter"))).toBeGreaterThan(second);
});

test("what is done elsewhere appears by itself", async ({ page, docker, signIn }) => {
  await signIn(page, "viewer");
  await page.goto("/hosts/local/containers");
  await expect(page.getByRole("heading", { name: "Containers", level: 1 })).toBeVisible();
  await expect(page.getByText(/^Docker .* at /)).toBeVisible();
  await docker.run("newcomer", "exec sleep 100000");
  await expect(rowOf(page, "newcomer")).toContainText("Running");
});
