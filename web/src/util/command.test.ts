// Command lines as a shell has to see them.

import { expect, it } from "vitest";
import {
  commandLine,
  commitLine,
  groupLine,
  killLine,
  quoted,
  removeLine,
  restartLine,
  stopLine,
  updateLine,
} from "./command";

it.each([
  ["web", "web"],
  ["quay.io/shop/web:2.4", "quay.io/shop/web:2.4"],
  ["", "''"],
  ["two words", "'two words'"],
  ["it's", "'it'\\''s'"],
  ["$(reboot)", "'$(reboot)'"],
  ["a;b", "'a;b'"],
])("quotes %s as %s", (word, shell) => {
  expect(quoted(word)).toBe(shell);
});

it.each([
  [commandLine("podman", ["start", "web"]), "podman start web"],
  [stopLine("docker", ["web", "db"]), "docker stop web db"],
  [stopLine("docker", ["web"], { timeout: 0 }), "docker stop --time 0 web"],
  [restartLine("podman", ["web"], { timeout: 30 }), "podman restart --time 30 web"],
  [killLine("docker", "web", "HUP"), "docker kill --signal HUP web"],
  [removeLine("docker", ["web"], { force: false, volumes: false }), "docker rm web"],
  [
    removeLine("podman", ["web"], { force: true, volumes: true }),
    "podman rm --force --volumes web",
  ],
  [
    updateLine("docker", "web", {
      limits: { memory: 64_000_000, cpus: 1.5, processes: 100 },
      restart_policy: { kind: "on_failure", attempts: 3 },
    }),
    "docker update --memory 64000000 --memory-swap 128000000 --cpus 1.5 --pids-limit 100 --restart on-failure:3 web",
  ],
  [
    updateLine("docker", "web", { restart_policy: { kind: "unless_stopped" } }),
    "docker update --restart unless-stopped web",
  ],
  [
    commitLine("docker", "web", { reference: "kept:1", comment: "before the move", pause: false }),
    "docker commit --message 'before the move' --pause=false web kept:1",
  ],
  [groupLine("docker", "compose", "shop", "stop"), "docker compose --project-name shop stop"],
  [groupLine("podman", "pod", "shop", "restart"), "podman pod restart shop"],
])("writes %s", (line, expected) => {
  expect(line).toBe(expected);
});
