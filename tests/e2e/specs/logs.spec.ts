// The log viewer over a real dockerd: search, outputs, several containers, and 100,000 lines.

import type { Page } from "@playwright/test";
import { complaints, expectNoOverflow } from "../support/page";
import { expect, expectAccessible, screenshots, realDocker as test } from "../support/test";

const MIXED = `
  echo 'INFO starting'
  echo 'first failure: code 17' >&2
  printf '\\033[31mred alarm\\033[0m <b>not bold</b>\\n'
  echo '{"level":"error","msg":"cannot connect","host":"db.example","tries":3}'
  echo 'second failure: code 42' >&2
  echo 'done'
  exec sleep 100000`;

const lines = (page: Page) => page.getByRole("log").locator(".ad-log-text");

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByText("Following: new lines appear")).toBeVisible();
}

test("a log is searched, by text and by pattern, and kept in the address", async ({
  page,
  docker,
  signIn,
}) => {
  const complained = complaints(page);
  await docker.run("log-mixed", MIXED);
  await signIn(page, "operator");
  await open(page, "/hosts/local/containers/log-mixed/logs");
  await expect(lines(page)).toHaveCount(6);
  const search = page.getByRole("textbox", { name: "Search the log" });

  await search.fill("FAILURE");
  await expect(lines(page)).toHaveCount(2);
  await expect(lines(page).locator("mark")).toHaveText(["failure", "failure"]);
  await page.getByRole("button", { name: "Capitals matter" }).click();
  await expect(lines(page)).toHaveCount(0);
  await expect(page.getByText("No match")).toBeVisible();
  await page.getByRole("button", { name: "Capitals matter" }).click();

  await page.getByRole("button", { name: "Regular expression" }).click();
  await search.fill("code \\d+$");
  await expect(lines(page)).toHaveCount(2);
  await expect(lines(page).locator("mark")).toHaveText(["code 17", "code 42"]);
  await page.reload();
  await expect(lines(page)).toHaveCount(2);

  await page.getByRole("button", { name: "All lines" }).click();
  await expect(lines(page)).toHaveCount(6);
  await expect(page.getByText("2 matches")).toBeVisible();
  await search.press("Enter");
  await expect(page.getByText("1 of 2")).toBeVisible();
  await page.getByRole("button", { name: "Next match" }).click();
  await expect(page.getByText("2 of 2")).toBeVisible();
  await expect(page.locator(".ad-log-current")).toContainText("second failure");

  await search.fill("code (");
  await expect(page.getByText(/This is no regular expression yet/)).toBeVisible();
  await expect(lines(page)).toHaveCount(6);
  await search.fill("(a+)+$");
  await search.fill("");
  await expect(lines(page)).toHaveCount(6);
  expect(complained).toEqual([]);
});

test("a pattern that takes for ever is given up, and the page goes on", async ({
  page,
  docker,
  signIn,
}) => {
  await docker.run("log-slow", `echo ${"a".repeat(60)}b; exec sleep 100000`);
  await signIn(page, "operator");
  await open(page, "/hosts/local/containers/log-slow/logs?regex=on&matches=marked");
  await expect(lines(page)).toHaveCount(1);
  const search = page.getByRole("textbox", { name: "Search the log" });
  await search.fill("(a+)+$");
  await expect(page.getByText(/takes too long/)).toBeVisible();
  await expect(lines(page)).toHaveCount(1);
  await search.fill("ab");
  await expect(lines(page).locator("mark")).toHaveText(["ab"]);
});

test("outputs, colours, levels and fields are told apart", async ({ page, docker, signIn }) => {
  await docker.run("log-parts", MIXED);
  await signIn(page, "operator");
  await open(page, "/hosts/local/containers/log-parts/logs");
  await expect(lines(page)).toHaveCount(6);
  const red = page.getByText("red alarm");
  await expect(red).toHaveClass(/ad-ansi-fg-red/);
  await expect(page.getByText("<b>not bold</b>")).toBeVisible();
  await expect(page.locator(".ad-log-level-error")).toHaveCount(1);

  const unfold = page.getByRole("button", { name: /^Fields of line/ });
  await unfold.click();
  await expect(unfold).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByRole("term")).toHaveText(["level", "msg", "host", "tries"]);
  await expectAccessible(page);

  await page.getByRole("button", { name: "stderr", exact: true }).click();
  await expect(lines(page)).toHaveCount(2);
  await expect(page).toHaveURL(/stream=stderr/);
  await page.getByRole("button", { name: "stdout", exact: true }).click();
  await expect(lines(page)).toHaveCount(4);
  const download = page.getByRole("link", { name: "Download" });
  const file = await page.request.get((await download.getAttribute("href")) ?? "");
  expect(await file.text()).toContain("second failure: code 42");
});

test("several logs are merged by time", async ({ page, docker, signIn }) => {
  await docker.run("merge-a", "echo a1; exec sleep 100000");
  await docker.run("merge-b", "echo b2; exec sleep 100000");
  // Written to the first process' output, so one surely after the other.
  for (const [name, text] of [
    ["merge-a", "a3"],
    ["merge-b", "b4"],
  ] as const) {
    await docker.docker("exec", name, "sh", "-c", `echo ${text} > /proc/1/fd/1`);
  }
  await signIn(page, "operator");
  await open(page, "/hosts/local/logs?c=merge-a&c=merge-b");
  await expect(lines(page)).toHaveCount(4);
  await page.reload();
  await expect(lines(page)).toHaveText(["a1", "b2", "a3", "b4"]);
  await expect(page.locator(".ad-log-of").first()).toHaveText("merge-a");
  await screenshots(page, "logs-merged");
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoOverflow(page);
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("button", { name: /^Containers/ }).click();
  await page.getByRole("menuitem", { name: "merge-b" }).getByRole("checkbox").click();
  await expect(page).toHaveURL("/hosts/local/logs?c=merge-a");
  await expect(lines(page)).toHaveText(["a1", "a3"]);
});

test("100,000 lines are few on the page", async ({ page, docker, signIn }) => {
  test.setTimeout(120_000);
  await docker.run(
    "log-long",
    "seq -f 'line %.0f' 1 100000 2>/dev/null || seq 1 100000; exec sleep 100000",
  );
  await signIn(page, "operator");
  await open(page, "/hosts/local/containers/log-long/logs?tail=100000");
  await expect(page.locator(".ad-log-count")).toHaveText("100,000 lines", { timeout: 60_000 });
  await expect(lines(page).last()).toContainText("100000");
  const log = page.getByRole("log");
  for (const share of [0, 0.25, 0.5, 0.75]) {
    await log.evaluate((element, to) => {
      element.scrollTop = to * element.scrollHeight;
    }, share);
    const near = Math.round(share * 100_000);
    await expect
      .poll(async () => Number((await lines(page).first().textContent())?.replace(/\D/g, "")))
      .toBeGreaterThan(near - 2_000);
    expect(await log.locator("*").count()).toBeLessThan(2_000);
  }
  await page.getByRole("textbox", { name: "Search the log" }).fill("99");
  await expect(page.getByText(/[\d,]+ matches$/)).toBeVisible();
});
