// From an event to the queries that are fetched again.

import { QueryClient } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { createInvalidator } from "./events";
import { keys, putOperation } from "./queries";

function setUp() {
  const client = new QueryClient();
  for (const host of ["local", "demo"]) {
    for (const key of [keys.host, keys.containers, keys.deployments, keys.operations]) {
      client.setQueryData(key(host), {});
    }
  }
  for (const key of [keys.session, keys.hosts, keys.audit]) client.setQueryData(key, {});
  const stale = () =>
    client
      .getQueryCache()
      .getAll()
      .filter((query) => query.state.isInvalidated)
      .map((query) => query.queryKey);
  return { client, stale };
}

it.each([
  ['{"host":"local","topic":"containers"}', [["containers", "local"]]],
  ['{"host":"demo","topic":"deployments"}', [["deployments", "demo"]]],
  ['{"host":"demo","topic":"operations"}', [["operations", "demo"]]],
  ['{"host":"local","topic":"host"}', [["host", "local"], ["hosts"]]],
  ['{"topic":"audit"}', [["audit"]]],
  ['{"topic":"containers"}', []],
  ['{"host":"local","topic":"weather"}', []],
  ["no json", []],
])("%s makes stale %j", (payload, keysExpected) => {
  const { client, stale } = setUp();
  createInvalidator(client, (run) => run())(payload);
  expect(stale()).toEqual(keysExpected);
});

it("takes the events of one frame together", () => {
  const invalidateQueries = vi.fn(async () => {});
  const frames: (() => void)[] = [];
  const hear = createInvalidator({ invalidateQueries }, (run) => frames.push(run));
  for (let time = 0; time < 5; time += 1) hear('{"host":"local","topic":"containers"}');
  hear('{"topic":"audit"}');
  expect(frames.length).toBe(1);
  frames[0]?.();
  // The list, its members and the timeline are once each, and so is the audit log.
  expect(invalidateQueries).toHaveBeenCalledTimes(4);
  hear('{"topic":"audit"}');
  expect(frames.length).toBe(2);
});

it("puts an operation in its place, or in front", () => {
  const client = new QueryClient();
  const operation = {
    id: "0a",
    host: "local",
    kind: "deployment_check",
    state: "running",
    started_by: "ada",
    started_at: "2026-11-22T20:00:00Z",
    cancellable: false,
    log: [],
  } as const;
  const list = () => client.getQueryData(keys.operations("local"));
  putOperation(client, { ...operation, log: [] });
  putOperation(client, { ...operation, id: "0b", log: [] });
  putOperation(client, { ...operation, state: "succeeded", log: [] });
  expect(list()).toMatchObject({
    operations: [
      { id: "0b", state: "running" },
      { id: "0a", state: "succeeded" },
    ],
  });
});
