// Creating containers and making them again, over a real dockerd. What came of it is told by docker's own client.

import type { Locator, Page } from "@playwright/test";
import type { Docker } from "../support/docker";
import { complaints, expectNoOverflow } from "../support/page";
import { expect, expectAccessible, screenshots, realDocker as test } from "../support/test";

const CREATE = "/hosts/local/containers/create";

test.beforeEach(async ({ page, signIn }) => {
  await signIn(page, "admin");
});

/** An input or a choice; those with suggestions are choices too. */
const field = (within: Page | Locator, name: string) =>
  within
    .getByRole("textbox", { name, exact: true })
    .or(within.getByRole("combobox", { name, exact: true }));
const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

async function unfold(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Unfold ${name}`, exact: true }).click();
}

async function chooseImage(page: Page, image: string): Promise<void> {
  const input = field(page, "Image");
  await input.fill(image);
  await input.press("Escape");
}

async function inspected(docker: Docker, name: string) {
  const [found] = JSON.parse(await docker.docker("inspect", name));
  return found;
}

test("a container is created with a port, a volume, variables and a command", async ({
  page,
  docker,
}) => {
  const complained = complaints(page);
  await page.goto(CREATE);
  await expect(page.getByRole("heading", { name: "Create container", level: 1 })).toBeVisible();
  const image = field(page, "Image");
  await image.fill("atomdeck-te");
  await page.getByRole("option", { name: docker.image }).click();
  await expect(image).toHaveValue(docker.image);
  await field(page, "Name").fill("made-web");

  await page.getByRole("button", { name: "Add port" }).click();
  await expect(field(page, "Host port")).toBeFocused();
  await field(page, "Host port").fill("18080");
  await field(page, "In container").fill("80");

  await page.getByRole("button", { name: "Add mount" }).click();
  await field(page, "In the container").fill("/data");
  await field(section(page, "Storage"), "Volume").fill("made-data");
  await field(page, "What").selectOption("Folder or file of the host");
  await field(page, "On the host").fill("/srv");
  await field(page, "SELinux label").selectOption("Private (:Z)");
  await expect(page.getByText("labelled for this container alone")).toBeVisible();
  await field(page, "What").selectOption("Volume");
  await field(section(page, "Storage"), "Volume").fill("made-data");
  await field(page, "SELinux label").selectOption("Keep the label");

  await page.getByRole("button", { name: "Paste a .env file" }).click();
  const pasted = field(page, "Content of a .env file");
  await pasted.fill("# comment\nexport MODE='a b'\nBROKEN");
  await expect(page.getByText("Line 3: “BROKEN” has no value: write BROKEN=value.")).toBeVisible();
  await pasted.fill("# comment\nexport MODE='a b'\nGREETING=hello");
  await page.getByRole("button", { name: "Take 2 variables" }).click();
  await expect(field(section(page, "Environment"), "Value").first()).toHaveValue("a b");

  await unfold(page, "Command");
  await field(section(page, "Command"), "Command").fill("sleep 100000");
  await expect(section(page, "Command")).toContainText("Read as sleep100000");
  await unfold(page, "Limits and restart");
  await field(page, "Memory").fill("64");

  const line = page.getByRole("region", { name: "The same in a shell" });
  await expect(line).toContainText("--publish 18080:80");
  await expect(line).toContainText("made-data:/data");

  await page.getByRole("button", { name: "Create container" }).click();
  await expect(page.getByRole("heading", { name: "made-web is there" })).toBeVisible();
  const found = await inspected(docker, "made-web");
  expect(found.State.Running).toBe(true);
  expect(found.HostConfig.PortBindings["80/tcp"][0].HostPort).toBe("18080");
  expect(found.Mounts[0]).toMatchObject({ Name: "made-data", Destination: "/data" });
  expect(found.Config.Env).toEqual(expect.arrayContaining(["MODE=a b", "GREETING=hello"]));
  expect(found.Config.Cmd).toEqual(["sleep", "100000"]);
  expect(found.HostConfig.Memory).toBe(64 * 1024 ** 2);
  await expect(page.getByRole("link", { name: "Go to made-web" })).toHaveAttribute(
    "href",
    "/hosts/local/containers/made-web",
  );
  // What was sent is no draft any more.
  await page.goto(CREATE);
  await expect(field(page, "Image")).toHaveValue("");
  expect(complained).toEqual([]);
});

test("a pasted line fills the form and says what it left out", async ({ page, docker }) => {
  await page.goto(CREATE);
  await page.getByRole("button", { name: "Paste a run line" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("The line").fill("docker run --name 'open");
  await dialog.getByRole("button", { name: "Fill the form" }).click();
  await expect(dialog.getByText(/quote/i)).toBeVisible();
  const line = `docker run -d --name pasted -p 127.0.0.1:18081:81 -e A=b --cgroupns host --memory 1g --label x=y ${docker.image} sleep 5`;
  await dialog.getByLabel("The line").fill(line);
  await dialog.getByRole("button", { name: "Fill the form" }).click();
  await expect(dialog).toBeHidden();
  await expect(field(page, "Name").first()).toHaveValue("pasted");
  await expect(field(page, "Image")).toHaveValue(docker.image);
  await expect(field(page, "Host address")).toHaveValue("127.0.0.1");
  await expect(field(page, "Memory")).toHaveValue("1");
  await expect(field(page, "Unit of memory")).toHaveValue("GiB");
  await expect(field(section(page, "Command"), "Command")).toHaveValue("sleep 5");
  await expect(page.locator("form")).toContainText("cgroupns");
});

test("what is missing is told where it is missing", async ({ page }) => {
  await page.goto(CREATE);
  await page.getByRole("button", { name: "Add port" }).click();
  await field(page, "Host port").fill("web");
  await page.getByRole("button", { name: "Create container" }).click();
  await expect(page.getByText("3 fields need another look")).toBeVisible();
  await expect(page.getByText("Which image?")).toBeVisible();
  await expect(field(page, "Image")).toBeFocused();
  await expect(page.getByText("A port is a number from 1 to 65535.")).toBeVisible();
});

test("a refusal of the server keeps what was typed, and so does a reload", async ({
  page,
  docker,
}) => {
  await docker.run("taken", "exec sleep 100000");
  await page.goto(CREATE);
  await chooseImage(page, docker.image);
  await field(page, "Name").fill("taken");
  await page.getByRole("button", { name: "Add variable" }).click();
  await field(section(page, "Environment"), "Name").fill("KEPT");
  await page.getByRole("button", { name: "Create container" }).click();
  await expect(page.getByText("choose another name", { exact: false })).toBeVisible();
  await expect(field(page, "Name").first()).toHaveValue("taken");
  await expect(field(section(page, "Environment"), "Name")).toHaveValue("KEPT");
  await page.goto(CREATE);
  await expect(page.getByText("This is what you typed before")).toBeVisible();
  await expect(field(section(page, "Environment"), "Name")).toHaveValue("KEPT");
  await page.getByRole("button", { name: "Begin with an empty form" }).click();
  await expect(field(page, "Image")).toHaveValue("");
});

test("edit keeps the name and the volume, and shows the new setting", async ({ page, docker }) => {
  const options = ["--detach", "--name", "edited", "--stop-signal", "KILL", "--volume", "kept:/k"];
  await docker.docker("run", ...options, "--env", "A=1", docker.image, "sleep", "100000");
  const before = await inspected(docker, "edited");
  await page.goto("/hosts/local/containers/edited/edit");
  await expect(page.getByText("Edit means: the container is made again")).toBeVisible();
  await expect(field(page, "Name").first()).toHaveValue("edited");
  await expect(field(section(page, "Environment"), "Value")).toHaveValue("1");
  await field(section(page, "Environment"), "Value").fill("2");
  await page.getByRole("button", { name: "Recreate container" }).click();
  await expect(page.getByRole("heading", { name: "edited is made again" })).toBeVisible();
  const after = await inspected(docker, "edited");
  expect(after.Id).not.toBe(before.Id);
  expect(after.State.Running).toBe(true);
  expect(after.Config.Env).toContain("A=2");
  expect(after.Mounts[0].Name).toBe("kept");
});

test("an edit that fails puts the old one back", async ({ page, docker }) => {
  const options = ["--detach", "--name", "spoilt", "--stop-signal", "KILL"];
  await docker.docker("run", ...options, docker.image, "sleep", "100000");
  const before = await inspected(docker, "spoilt");
  await page.goto("/hosts/local/containers/spoilt/edit");
  const command = field(section(page, "Command"), "Command");
  await command.fill("/no/such/program");
  await page.getByRole("button", { name: "Recreate container" }).click();
  await expect(page.getByRole("heading", { name: "Could not recreate spoilt" })).toBeVisible();
  await expect(command).toHaveValue("/no/such/program");
  const after = await inspected(docker, "spoilt");
  expect(after.Id).toBe(before.Id);
  expect(after.State.Running).toBe(true);
});

test("who may not create is told so", async ({ page, signIn }) => {
  await signIn(page, "operator");
  await page.goto(CREATE);
  await expect(page.getByText("may not create containers. It takes: administrator.")).toBeVisible();
  await expect(page.locator("form")).toHaveCount(0);
});

test("the form is sound with everything open", async ({ page, docker }) => {
  await page.goto(CREATE);
  await page.getByRole("button", { name: "Paste a run line" }).click();
  await page
    .getByLabel("The line")
    .fill(
      `docker run --name everything -p 80:80 -v /srv:/srv:Z -v data:/data --tmpfs /tmp -e A=b --network bridge --memory 1g --restart on-failure:3 --health-cmd 'test -e /ok' --label a=b --device /dev/fuse --cap-add NET_ADMIN --privileged ${docker.image} sh -c 'echo hello there'`,
    );
  await page.getByRole("button", { name: "Fill the form" }).click();
  await expect(field(page, "Name").first()).toHaveValue("everything");
  await expect(page.getByText("as good as root on this host")).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoOverflow(page);
      await expectAccessible(page);
    }
  }
  await screenshots(page, "create");
});
