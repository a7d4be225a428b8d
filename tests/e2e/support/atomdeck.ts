// The built program, started on a free port with a state folder of its own, and accounts in it.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { start } from "./process";

export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface Atomdeck {
  /** Without a slash at the end. */
  url: string;
  /** The one-time link of the first start; there is none when the program has accounts. */
  signInLink: string | undefined;
  pid: number;
  stop(): Promise<void>;
}

export interface Options {
  /** The engine of "this machine"; without one the machine has no engine, whatever really runs on it. */
  dockerHost?: string;
  /** One account for each role, named like it, or none. */
  accounts: "each role" | "none";
}

/** Long enough for the program, and of no use to anybody else: each run makes its own accounts. */
export const password = (role: Role) => `${role}-of-the-browser-tests`;

const PROGRAM =
  process.env.ATOMDECK ?? fileURLToPath(new URL("../../../target/debug/atomdeck", import.meta.url));
const LISTENING = /^Atomdeck is listening on (http:\/\/\S+?)\/?$/;
const SIGN_IN = /^Sign in: (http:\/\/\S+)$/;
const LIMIT = 30_000;

/** `atomdeck demo`: this machine and the demo host. */
export async function startAtomdeck({ dockerHost, accounts }: Options): Promise<Atomdeck> {
  const dir = await mkdtemp(join(tmpdir(), "atomdeck-e2e-"));
  try {
    if (accounts === "each role") {
      for (const role of ROLES) await addUser(dir, role);
    }
    const server = await start({
      command: PROGRAM,
      args: ["demo", "--listen", "127.0.0.1:0", "--state-dir", dir],
      env: {
        DOCKER_HOST: dockerHost ?? `unix://${dir}/no-engine.sock`,
        // Nor is the machine's own bus the tests' business.
        DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${dir}/no-bus.sock`,
      },
      isReady: (line) => LISTENING.test(line),
      limit: LIMIT,
    });
    const said = (pattern: RegExp) =>
      server.lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    return {
      url: said(LISTENING) ?? "",
      pid: server.pid,
      get signInLink() {
        return said(SIGN_IN);
      },
      stop: async () => {
        await server.stop("SIGTERM");
        await rm(dir, { recursive: true });
      },
    };
  } catch (error) {
    await rm(dir, { recursive: true });
    throw error;
  }
}

function addUser(dir: string, role: Role): Promise<void> {
  const args = ["user", "add", role, "--role", role, "--password-stdin", "--state-dir", dir];
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, args, { stdio: ["pipe", "inherit", "inherit"] });
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`atomdeck ${args.join(" ")} ended with ${code}`)),
    );
    child.stdin.end(`${password(role)}\n`);
  });
}
