// Questions of requests to the person: one at a time, and none that nobody can answer.

import { expect, test } from "vitest";
import { createAsker } from "./asking";

test("who asks the same meanwhile gets the same answer", async () => {
  const asker = createAsker<string, number>("sharing");
  asker.subscribe(() => {});
  const answers = [asker.ask("how many?"), asker.ask("how many, too?")];
  expect(asker.asked()?.question).toBe("how many?");
  asker.asked()?.settle(3);
  expect(await Promise.all(answers)).toEqual([3, 3]);
  expect(asker.asked()).toBeUndefined();
});

test("questions that differ have their turns", async () => {
  const asker = createAsker<string, string>("queueing");
  asker.subscribe(() => {});
  const answers = ["one", "two", "three"].map((question) => asker.ask(question));
  for (const expected of ["one", "two", "three"]) {
    await expect.poll(() => asker.asked()?.question).toBe(expected);
    asker.asked()?.settle(expected === "two" ? undefined : `${expected}!`);
  }
  expect(await Promise.all(answers)).toEqual(["one!", undefined, "three!"]);
});

test("a question that nobody shows is answered with nothing", async () => {
  const asker = createAsker<string, string>("sharing");
  expect(await asker.ask("anybody?")).toBeUndefined();
  const leave = asker.subscribe(() => {});
  const answer = asker.ask("anybody?");
  leave();
  expect(await answer).toBeUndefined();
});
