// From the form to a spec and back, and what is told of fields.

import { expect, test } from "vitest";
import { fromSpec } from "./fromSpec";
import { type ContainerForm, type ContainerSpec, EMPTY } from "./model";
import { toSpec } from "./toSpec";

const specOf = (form: Partial<ContainerForm>) => {
  const reading = toSpec({ ...EMPTY, image: "web:1", ...form });
  if (reading.kind === "wrong") throw new Error(JSON.stringify(reading.complaints));
  return reading.spec;
};
const complaintsOf = (form: Partial<ContainerForm>) => {
  const reading = toSpec({ ...EMPTY, image: "web:1", ...form });
  return reading.kind === "wrong" ? reading.complaints.map(({ field }) => field) : [];
};

const WHOLE: ContainerSpec = {
  image: "quay.io/app/web:1",
  name: "web",
  pull: "always",
  start: true,
  command: ["sh", "-c", "echo 'a b' && sleep 1"],
  entrypoint: ["/entry"],
  user: "1000:1000",
  working_dir: "/srv",
  hostname: "web-1",
  terminal: true,
  interactive: true,
  ports: [
    { container_port: 80, protocol: "tcp", host_port: 8080, host_address: "127.0.0.1" },
    { container_port: 53, protocol: "udp" },
  ],
  mounts: [
    { kind: "bind", source: "/srv", destination: "/data", read_only: true, relabel: "private" },
    { kind: "volume", source: "cache", destination: "/cache", read_only: false, relabel: "keep" },
    { kind: "tmpfs", source: "", destination: "/tmp", read_only: false, relabel: "keep" },
  ],
  environment: [
    { name: "MODE", value: " kept " },
    { name: "EMPTY", value: "" },
  ],
  networks: [{ network: "back", aliases: ["db", "store"], address: "10.0.0.9" }],
  pod: "group",
  limits: { memory: 512 * 1024 ** 2, cpus: 1.5, processes: 100 },
  restart_policy: { kind: "on_failure", attempts: 5 },
  stop_timeout: 20,
  remove_when_ended: false,
  health: { command: "test -e /ok", interval: 10, timeout: 2, start_period: 1, retries: 4 },
  labels: { owner: "ada" },
  devices: [{ host_path: "/dev/fuse", container_path: "/dev/f", permissions: "rw" }],
  capabilities_added: ["NET_ADMIN"],
  capabilities_dropped: ["ALL"],
  privileged: true,
  read_only: true,
  init: true,
};

test("a spec comes back from the form as it was", () => {
  expect(specOf(fromSpec(WHOLE))).toEqual(WHOLE);
  const least = { image: "web:1" };
  expect(specOf(fromSpec(specOf(fromSpec(least))))).toEqual(specOf(fromSpec(least)));
});

test("memory is shown in the largest unit without a fraction", () => {
  const shown = (memory: number) => {
    const form = fromSpec({ image: "web:1", limits: { memory } });
    return `${form.memory} ${form.memoryUnit}`;
  };
  expect(shown(2 * 1024 ** 3)).toBe("2 GiB");
  expect(shown(1536 * 1024 ** 2)).toBe("1536 MiB");
  expect(shown(1_000_000)).toBe("1000000 bytes");
});

test("the three ways of a health check", () => {
  expect(specOf({ health: "image", healthCommand: "left" }).health).toBeUndefined();
  expect(specOf({ health: "off" }).health).toEqual({ command: "" });
  expect(specOf({ health: "own", healthCommand: "true" }).health?.command).toBe("true");
  expect(fromSpec({ image: "web:1", health: { command: "" } }).health).toBe("off");
});

test("rows in which nothing was typed do not count", () => {
  const spec = specOf({
    ports: [{ id: 1, container: " ", host: "", address: "", protocol: "udp" }],
    environment: [{ id: 1, name: "", value: "" }],
  });
  expect([spec.ports, spec.environment]).toEqual([[], []]);
});

test("what is missing or no number is told by its field", () => {
  expect(complaintsOf({ image: " " })).toEqual(["image"]);
  const port = { id: 3, container: "", host: "80", address: "", protocol: "tcp" } as const;
  expect(complaintsOf({ ports: [port] })).toEqual(["port-3-container"]);
  expect(complaintsOf({ ports: [{ ...port, container: "80", host: "99999" }] })).toEqual([
    "port-3-host",
  ]);
  expect(complaintsOf({ ports: [{ ...port, container: "web" }] })).toEqual(["port-3-container"]);
  expect(complaintsOf({ memory: "much", cpus: "0", processes: "1.5" })).toEqual([
    "memory",
    "cpus",
    "processes",
  ]);
  expect(complaintsOf({ command: "sh -c 'open" })).toEqual(["command"]);
  expect(complaintsOf({ health: "own" })).toEqual(["health-command"]);
  const mount = { id: 1, kind: "bind", source: "", destination: "/x", readOnly: false } as const;
  expect(complaintsOf({ mounts: [{ ...mount, relabel: "keep" }] })).toEqual(["mount-1-source"]);
  expect(complaintsOf({ mounts: [{ ...mount, kind: "volume", relabel: "keep" }] })).toEqual([]);
});
