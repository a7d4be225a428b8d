// That what the specs stand on does its work, without the product: a failure elsewhere is then the product's.

import { createServer } from "node:http";
import { test as base, expect as baseExpect } from "@playwright/test";
import { startDocker } from "../support/docker";
import { openSession } from "../support/session";
import { expectAccessible } from "../support/test";

base("a page that cannot be read aloud is not accessible", async ({ page }) => {
  await page.setContent('<html lang="en"><title>Good</title><main><h1>Good</h1></main>');
  await expectAccessible(page);
  await page.setContent('<html lang="en"><title>Bad</title><main><h1>Bad</h1><img src="x"></main>');
  await baseExpect(expectAccessible(page)).rejects.toThrow("image-alt");
});

base("a session opened outside the browser is the browser's", async ({ page }) => {
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      const attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";
      response.setHeader("set-cookie", `__Host-session=secret; ${attributes}`);
    }
    response.end(request.headers.cookie ?? "no cookie");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://127.0.0.1:${address.port}`;
  await page.context().addCookies([await openSession(url, "viewer")]);
  await page.goto(url);
  await baseExpect(page.getByText("__Host-session=secret")).toBeVisible();
  server.close();
});

base("a real container tells when it was started", async () => {
  const docker = await startDocker();
  await docker.run("harness", "exec sleep 1000");
  baseExpect(Date.parse(await docker.startedAt("harness"))).toBeGreaterThan(Date.now() - 60_000);
  await docker.stop();
});
