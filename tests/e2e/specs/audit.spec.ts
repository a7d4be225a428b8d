// The audit log: what is searched for, what is found, and what is taken away.

import { readFile } from "node:fs/promises";
import { expect, test } from "../support/test";

test("a refusal is found among the lines and taken away as a table", async ({ page, signIn }) => {
  await signIn(page, "viewer");
  await page.goto("/");
  const refused = await page.evaluate(async () => {
    const url = "/api/v1/hosts/demo/containers/shop-audit/restart";
    return (await fetch(url, { method: "POST" })).status;
  });
  expect(refused).toBe(403);

  await signIn(page, "admin");
  await page.goto("/audit");
  const table = page.getByRole("grid", { name: "Audit log" });
  await page.getByRole("textbox", { name: "Search for who, what or why" }).fill("shop-audit");
  await page.getByRole("combobox", { name: "Outcome" }).selectOption("Denied");
  await expect(table.getByRole("row")).toHaveCount(2);
  await expect(table).toContainText("shop-audit");
  await page.reload();
  await expect(table.getByRole("row")).toHaveCount(2);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as CSV" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  const [head, line, ...rest] = file.trim().split("\n");
  expect(head).toContain("id,at,principal");
  expect(line).toContain("viewer");
  expect(rest).toEqual([]);

  await page.getByRole("textbox", { name: "Search for who, what or why" }).fill("nothing at all");
  await expect(page.getByText("No line is like that")).toBeVisible();
});
