// What every spec begins from: `import { expect, test } from "../support/test"`. Each worker has a console of its
// own, with the demo host and a "this machine" without an engine; `realDocker` instead of `test` gives it a real one.

import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { type Atomdeck, type Role, startAtomdeck } from "./atomdeck";
import { type Docker, startDocker } from "./docker";
import { type Registry, startRegistry } from "./registry";
import { isOpen, openSession, type SessionCookie } from "./session";

interface PerTest {
  /** Signs the page's context in and navigates nowhere. */
  signIn: (page: Page, role: Role) => Promise<void>;
  /** A console without accounts, the test's own. */
  firstStart: Atomdeck;
}

interface PerWorker {
  atomdeck: Atomdeck;
  sessions: Map<Role, SessionCookie>;
}

const START_LIMIT = 120_000;

export const test = base.extend<PerTest, PerWorker>({
  atomdeck: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from the pattern
    async ({}, use) => {
      const atomdeck = await startAtomdeck({ accounts: "each role" });
      await use(atomdeck);
      await atomdeck.stop();
    },
    { scope: "worker", timeout: START_LIMIT },
  ],

  baseURL: async ({ atomdeck }, use) => use(atomdeck.url),

  // Signing in is throttled, as it should be: one session for each role is enough for all specs of a worker.
  // biome-ignore lint/correctness/noEmptyPattern: as above
  sessions: [async ({}, use) => use(new Map()), { scope: "worker" }],

  signIn: async ({ atomdeck, sessions }, use) => {
    await use(async (page, role) => {
      const known = sessions.get(role);
      const isGood = known !== undefined && (await isOpen(atomdeck.url, known));
      const cookie = isGood ? known : await openSession(atomdeck.url, role);
      sessions.set(role, cookie);
      await page.context().addCookies([cookie]);
    });
  },

  // biome-ignore lint/correctness/noEmptyPattern: as above
  firstStart: async ({}, use) => {
    const atomdeck = await startAtomdeck({ accounts: "none" });
    await use(atomdeck);
    await atomdeck.stop();
  },
});

/** With a demo host of the file's own, for what changes it so that other specs would not know it any more. */
export const ownDemo = test.extend<object, PerWorker>({
  atomdeck: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const atomdeck = await startAtomdeck({ accounts: "each role" });
      await use(atomdeck);
      await atomdeck.stop();
    },
    { scope: "worker", timeout: START_LIMIT },
  ],
});

export const realDocker = test.extend<object, { docker: Docker }>({
  docker: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const docker = await startDocker();
      await use(docker);
      await docker.stop();
    },
    { scope: "worker", timeout: START_LIMIT },
  ],

  atomdeck: [
    async ({ docker }, use) => {
      const atomdeck = await startAtomdeck({ accounts: "each role", dockerHost: docker.url });
      await use(atomdeck);
      await atomdeck.stop();
    },
    { scope: "worker", timeout: START_LIMIT },
  ],
});

/** With a registry that the engine reaches and that asks for credentials. */
export const realRegistry = realDocker.extend<object, { registry: Registry }>({
  registry: [
    async ({ docker }, use) => {
      const registry = await startRegistry(docker);
      await use(registry);
      await registry.stop();
    },
    { scope: "worker", timeout: START_LIMIT },
  ],
});

export { expect };

/** Fails with the rule and the elements of every accessibility violation on the page. */
export async function expectAccessible(page: Page): Promise<void> {
  // "Legacy" leaves out frames of other origins, which the app cannot have, and takes half the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html}`),
  );
  expect(found).toEqual([]);
}

/** With SCREENSHOTS=1: the page in both themes at 1280 and 390 px, in target/screenshots/ to be looked at. */
export async function screenshots(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS !== "1") return;
  const folder = fileURLToPath(new URL("../../../target/screenshots/", import.meta.url));
  const before = page.viewportSize();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      // The app scrolls within its window: as high as all of it.
      const hidden = await page
        .getByRole("main")
        .evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
      await page.setViewportSize({ width, height: 900 + hidden });
      await page.screenshot({
        path: `${folder}${name}-${colorScheme}-${width}.png`,
        fullPage: true,
      });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
