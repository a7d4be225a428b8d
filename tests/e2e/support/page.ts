// What specs look at on every page, whatever it shows.

import { expect, type Page } from "@playwright/test";
import { password, type Role } from "./atomdeck";

/** What the browser complains of from now on: errors, failed loads, violations of the content security policy. */
export function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on("pageerror", (error) => found.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") found.push(message.text());
  });
  return found;
}

/** Fails where the page, or something in it that is not meant to scroll, is wider than its place. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const tooWide = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("html, body, body *")]
      .filter((element) => !element.matches('[role="log"], .ad-messages, .pf-v6-c-tabs__list'))
      .filter((element) => {
        const scrolls = /auto|scroll/.test(getComputedStyle(element).overflowX);
        return (
          (scrolls || element.localName === "html") && element.scrollWidth > element.clientWidth
        );
      })
      .map(
        ({ localName, className, scrollWidth, clientWidth }) =>
          `${localName}.${className}: ${scrollWidth} in ${clientWidth} px`,
      ),
  );
  expect(tooWide).toEqual([]);
}

/** Fills in the sign-in page, which is open. */
export async function enterPassword(page: Page, role: Role): Promise<void> {
  await page.getByLabel("Name").fill(role);
  await page.getByLabel("Password").fill(password(role));
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The table row of a container. */
export function rowOf(page: Page, container: string) {
  const isIt = page.getByText(container, { exact: true });
  return page.getByRole("row").filter({ has: isIt });
}
