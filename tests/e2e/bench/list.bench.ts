// What a thousand containers cost: the list straight from the engine and through the console, in turn; the page from
// its request until it takes input; the server's memory before and after.

import { readFile } from "node:fs/promises";
import { startAtomdeck } from "../support/atomdeck";
import { engineApi } from "../support/engine";
import { openSession } from "../support/session";
import { realDocker as bench, expect } from "../support/test";

const CONTAINERS = 1000;
const SIDE_BY_SIDE = 8;
const ROUNDS = 9;

bench("the list of a thousand containers", async ({ docker, browser }) => {
  const engine = engineApi(docker.url);
  let next = 0;
  const create = async () => {
    for (let number = next++; number < CONTAINERS; number = next++) {
      const name = `bench-${String(number).padStart(4, "0")}`;
      const body = { Image: docker.image, Cmd: ["sleep", "1000"], Labels: { bench: "list" } };
      await engine.call("POST", `/containers/create?name=${name}`, body);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, create));

  const atomdeck = await startAtomdeck({ accounts: "each role", dockerHost: docker.url });
  const cookie = await openSession(atomdeck.url, "admin");
  const before = await resident(atomdeck.pid);
  const headers = { cookie: `${cookie.name}=${cookie.value}` };
  const straight = () => engine.call("GET", "/containers/json?all=true");
  const through = async () => {
    const answer = await fetch(`${atomdeck.url}/api/v1/hosts/local/containers`, { headers });
    expect(answer.ok).toBe(true);
    return answer.text();
  };
  const times: { straight: number[]; through: number[] } = { straight: [], through: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.straight.push(await took(straight));
    times.through.push(await took(through));
  }

  const context = await browser.newContext({ baseURL: atomdeck.url });
  await context.addCookies([cookie]);
  const page = await context.newPage();
  const interactive: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto("about:blank");
    interactive.push(
      await took(async () => {
        await page.goto("/hosts/local/containers");
        await page.getByLabel(/^Search by name/).fill("bench-0999");
        await expect(page.getByText("bench-0999", { exact: true }).first()).toBeVisible();
      }),
    );
  }
  await page.goto("/hosts/local/containers");
  await expect(page.getByText("bench-0000", { exact: true }).first()).toBeVisible();
  const elements = await page.locator("main *").count();
  const after = await resident(atomdeck.pid);
  await context.close();
  await atomdeck.stop();
  engine.close();

  const engineMs = median(times.straight);
  const consoleMs = median(times.through);
  const pageMs = median(interactive);
  // biome-ignore lint/suspicious/noConsole: telling is all that a bench is for
  console.log(
    [
      "",
      `${CONTAINERS} containers                         median of ${ROUNDS}`,
      `  list, straight from the engine          ${engineMs.toFixed(1)} ms`,
      `  list, through the console               ${consoleMs.toFixed(1)} ms (${(consoleMs / engineMs).toFixed(2)} ×)`,
      `  page, until it takes input              ${pageMs.toFixed(0)} ms (${(pageMs / engineMs).toFixed(1)} ×)`,
      `  elements on the page                    ${elements}`,
      `  server's memory before and after        ${before} and ${after} MiB`,
    ].join("\n"),
  );
});

async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** Resident memory in MiB. */
async function resident(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return (Number(kilobytes) / 1024).toFixed(1);
}
