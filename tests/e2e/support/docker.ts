// A real dockerd for the tests, held by tests/daemons.sh, and containers in it, made and looked at with docker's own
// client: what the console did is told by something that is not the console.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { start } from "./process";

export interface Docker {
  /** As `DOCKER_HOST` has it. */
  url: string;
  /** Its process, in whose network a registry can be reached. */
  pid: string;
  /** The image that all containers of the tests are made of. */
  image: string;
  /** Pushes with credentials that are kept nowhere. */
  push(image: string, account: { name: string; password: string }): Promise<void>;
  /** Any of docker's own commands; its output. */
  docker(...args: string[]): Promise<string>;
  /** Creates and starts a container that runs `script` in a shell. It dies at once when it is stopped. `options` are
   * further ones of `docker run`. */
  run(name: string, script: string, ...options: string[]): Promise<void>;
  /** A part of `docker inspect`, as a Go template has it. */
  inspect(name: string, format: string): Promise<string>;
  /** Names of all containers. */
  names(): Promise<string[]>;
  /** When it was last started, in RFC 3339. */
  startedAt(name: string): Promise<string>;
  stop(): Promise<void>;
}

const LIMIT = 90_000;

/** In a folder of its own that goes with it, or in `dir`, where it finds the containers of the one before. */
export async function startDocker(dir?: string): Promise<Docker> {
  const command = fileURLToPath(new URL("../../daemons.sh", import.meta.url));
  const isReady = (line: string) => line === "ready";
  const daemon = await start({
    command,
    args: dir ? ["docker", dir] : ["docker"],
    isReady,
    limit: LIMIT,
  });
  const said = (key: string) =>
    daemon.lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1) ?? "";
  const url = `unix://${said("socket")}`;
  const client = promisify(execFile);
  const docker = async (...args: string[]) => {
    const { stdout } = await client("docker", ["--host", url, ...args]);
    return stdout.trim();
  };
  return {
    url,
    docker,
    pid: said("pid"),
    image: said("image"),
    push: async (image, { name, password }) => {
      const config = await mkdtemp(join(tmpdir(), "atomdeck-docker-"));
      try {
        const auth = Buffer.from(`${name}:${password}`).toString("base64");
        const auths = { [image.split("/")[0] ?? ""]: { auth } };
        await writeFile(join(config, "config.json"), JSON.stringify({ auths }));
        await client("docker", ["--config", config, "--host", url, "push", "--quiet", image]);
      } finally {
        await rm(config, { recursive: true });
      }
    },
    run: async (name, script, ...options) => {
      const usual = ["--detach", "--stop-signal", "KILL", "--name", name];
      await docker("run", ...usual, ...options, said("image"), "sh", "-c", script);
    },
    inspect: (name, format) => docker("inspect", "--format", format, name),
    names: async () => (await docker("ps", "--all", "--format", "{{.Names}}")).split("\n"),
    startedAt: (name) => docker("inspect", "--format", "{{.State.StartedAt}}", name),
    stop: () => daemon.stop("close input"),
  };
}
