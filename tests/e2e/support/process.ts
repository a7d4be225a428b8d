// A child process that says on its output when it is ready, and that ends with the tests.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Start {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** Whether this line is the one that says so. */
  isReady: (line: string) => boolean;
  /** Milliseconds. */
  limit: number;
}

/** How it is asked to end: some daemons of the tests watch their standard input. */
export type Ending = "close input" | "SIGTERM";

export interface Running {
  pid: number;
  /** The lines of its output so far; it grows. */
  lines: string[];
  stop(ending: Ending): Promise<void>;
}

const STOP_LIMIT = 15_000;

/** Starts it and waits for its ready line; fails with everything that it said. */
export async function start({ command, args, env, isReady, limit }: Start): Promise<Running> {
  // It dies with this worker, even if the worker is killed.
  const child = spawn("setpriv", ["--pdeathsig", "TERM", command, ...args], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const errors: string[] = [];
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  createInterface({ input: child.stderr }).on("line", (line) => errors.push(line));
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Error([`${command} ${why}`, ...lines, ...errors].join("\n")));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail(`was not ready within ${limit} ms`);
    }, limit);
    child.once("error", (error) => fail(error.message));
    child.once("close", (code, signal) => fail(`ended early (${code ?? signal})`));
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(line);
      if (isReady(line)) {
        clearTimeout(timer);
        resolve();
      }
    });
  });
  return { pid: child.pid ?? 0, lines, stop: (ending) => stop(child, ended, ending) };
}

async function stop(child: ChildProcess, ended: Promise<void>, ending: Ending): Promise<void> {
  if (ending === "SIGTERM") child.kill("SIGTERM");
  child.stdin?.end();
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT);
  await ended;
  clearTimeout(timer);
  if (child.signalCode === "SIGKILL") {
    throw new Error(`${child.spawnargs.join(" ")} did not end within ${STOP_LIMIT} ms`);
  }
}
