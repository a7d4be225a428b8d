// Terminals in containers over a real dockerd: typing, size, several shells, a cut connection, no shell.

import type { Page, WebSocketRoute } from "@playwright/test";
import { complaints, expectNoOverflow } from "../support/page";
import { expect, expectAccessible, screenshots, realDocker as test } from "../support/test";

const screen = (page: Page, shell = 1) => page.getByRole("tabpanel", { name: `Shell ${shell}` });

async function type(page: Page, shell: number, command: string): Promise<void> {
  await screen(page, shell).getByRole("textbox").focus();
  await page.keyboard.type(`${command}\n`);
}

test("a shell is typed to, resized, left and ended", async ({ page, docker, signIn }) => {
  const complained = complaints(page);
  await docker.run("term-type", "exec sleep 100000");
  await signIn(page, "admin");
  await page.goto("/hosts/local/containers/term-type/terminal");
  await expect(page.getByText("Opening a shell…")).toBeHidden();
  await type(page, 1, "echo $((6*7))-answer");
  await expect(screen(page)).toContainText("42-answer");

  await page.setViewportSize({ width: 390, height: 900 });
  await type(page, 1, "stty size | sed 's/^/size /'");
  await expect(screen(page)).toContainText(/size \d+ [34]\d\b/);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectNoOverflow(page);
    await expectAccessible(page);
  }
  await screenshots(page, "terminal");
  await page.setViewportSize({ width: 1280, height: 800 });

  await screen(page).getByRole("textbox").focus();
  await page.keyboard.press("Control+Shift+X");
  await expect(page.getByRole("tab", { name: "Shell 1" })).toBeFocused();

  await type(page, 1, "exit 7");
  await expect(page.getByText("The shell has ended with status 7.")).toBeVisible();
  await page.getByRole("button", { name: "Open again" }).click();
  await type(page, 1, "echo again-$((1+1))");
  await expect(screen(page)).toContainText("again-2");
  expect(complained).toEqual([]);
});

test("several shells are beside each other", async ({ page, docker, signIn }) => {
  await docker.run("term-many", "exec sleep 100000");
  await signIn(page, "admin");
  await page.goto("/hosts/local/containers/term-many/terminal");
  await expect(page.getByText("Opening a shell…")).toBeHidden();
  await type(page, 1, "one=first");
  await page.getByRole("button", { name: "Open another shell" }).click();
  await expect(screen(page, 2)).toBeVisible();
  await expect(page.getByText("Opening a shell…")).toBeHidden();
  await type(page, 2, "echo second=$one.");
  await expect(screen(page, 2)).toContainText("second=.");
  await page.getByRole("tab", { name: "Shell 1" }).click();
  await type(page, 1, "echo still-$one");
  await expect(screen(page)).toContainText("still-first");
  await page.getByRole("tab", { name: "Shell 2" }).click();
  await page.getByRole("button", { name: "Close shell 2" }).click();
  await expect(page.getByRole("tab", { name: "Shell 2" })).toHaveCount(0);
});

test("a shell goes on after its connection was cut", async ({ page, docker, signIn }) => {
  await docker.run("term-cut", "exec sleep 100000");
  let last: WebSocketRoute | undefined;
  await page.routeWebSocket(/\/channels$/, (socket) => {
    last = socket;
    socket.connectToServer();
  });
  await signIn(page, "admin");
  await page.goto("/hosts/local/containers/term-cut/terminal");
  await expect(page.getByText("Opening a shell…")).toBeHidden();
  await type(page, 1, "kept=$((40+2))");
  await last?.close();
  await expect(page.getByText("Connection lost — reconnecting")).toBeVisible();
  await expect(page.getByText("Connection lost — reconnecting")).toBeHidden();
  await type(page, 1, "echo kept-is-$kept");
  await expect(screen(page)).toContainText("kept-is-42");
});

test("an image without a shell says so", async ({ page, docker, signIn }) => {
  // A container of nothing but one program.
  const id = await docker.docker("create", docker.image, "true");
  await docker.docker("rm", id);
  await docker.run(
    "term-none",
    "rm -f /bin/sh /bin/ash /bin/bash /bin/hush; exec /bin/busybox sleep 100000",
  );
  await signIn(page, "admin");
  await page.goto("/hosts/local/containers/term-none/terminal");
  await expect(page.getByText(/shell/i).filter({ hasText: /no shell/i })).toBeVisible();
  await expect(page.getByRole("button", { name: "Open again" })).toBeVisible();
});
