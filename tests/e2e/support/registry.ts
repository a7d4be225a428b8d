// A real registry for the tests, held by tests/daemons.sh, reachable from an engine's network and open to one
// account only.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Docker } from "./docker";
import { start } from "./process";

export interface Registry {
  /** Host and port. */
  address: string;
  account: { name: string; password: string };
  /** Makes an image of one small layer beside the test image's and pushes it by this path and tag. */
  push(path: string, content: string): Promise<void>;
  stop(): Promise<void>;
}

const LIMIT = 60_000;
/** As tests/daemons.sh has it. */
const ACCOUNT = { name: "user", password: "open-sesame-7" };

export async function startRegistry(docker: Docker): Promise<Registry> {
  const command = fileURLToPath(new URL("../../daemons.sh", import.meta.url));
  const isReady = (line: string) => line === "ready";
  const args = ["registry", "", docker.pid];
  const daemon = await start({ command, args, isReady, limit: LIMIT });
  const address =
    daemon.lines.find((line) => line.startsWith("address="))?.slice("address=".length) ?? "";
  return {
    address,
    account: ACCOUNT,
    push: async (path, content) => {
      const dir = await mkdtemp(join(tmpdir(), "atomdeck-push-"));
      try {
        const image = `${address}/${path}`;
        const maker = await docker.docker("create", docker.image);
        await writeFile(join(dir, "content"), content);
        await docker.docker("cp", join(dir, "content"), `${maker}:/content`);
        await docker.docker("commit", maker, image);
        await docker.docker("rm", maker);
        await docker.push(image, ACCOUNT);
        await docker.docker("rmi", image);
      } finally {
        await rm(dir, { recursive: true });
      }
    },
    stop: () => daemon.stop("close input"),
  };
}
