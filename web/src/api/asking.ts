// Questions that a request has for the person before it can go on: asked from anywhere, answered in a dialog that
// stands once in the app. One at a time; whoever asks the same meanwhile gets the same answer.

import { useSyncExternalStore } from "react";

/** A question that waits. */
export interface Asked<Question, Answer> {
  readonly question: Question;
  /** `undefined`: the person does not want to. */
  readonly settle: (answer: Answer | undefined) => void;
}

export interface Asker<Question, Answer> {
  /** Resolves with the answer; `undefined` where the person does not want to, or nobody shows questions. */
  readonly ask: (question: Question) => Promise<Answer | undefined>;
  /** For the one dialog that shows them. */
  readonly useAsked: () => Asked<Question, Answer> | undefined;
  /** What `useAsked` is made of. */
  readonly subscribe: (changed: () => void) => () => void;
  readonly asked: () => Asked<Question, Answer> | undefined;
}

/** `sharing`: all who ask while a question is open take its answer; `queueing`: each has a turn. */
export function createAsker<Question, Answer>(
  manner: "sharing" | "queueing",
): Asker<Question, Answer> {
  let current: Asked<Question, Answer> | undefined;
  let pending: Promise<Answer | undefined> = Promise.resolve(undefined);
  const listeners = new Set<() => void>();
  const show = (next: typeof current) => {
    current = next;
    for (const changed of listeners) changed();
  };
  const open = (question: Question) =>
    new Promise<Answer | undefined>((resolve) => {
      if (listeners.size === 0) return resolve(undefined);
      const settle = (answer: Answer | undefined) => {
        if (current?.settle === settle) show(undefined);
        resolve(answer);
      };
      show({ question, settle });
    });
  const ask = (question: Question) => {
    if (current === undefined || manner === "queueing") {
      pending = current === undefined ? open(question) : pending.then(() => open(question));
    }
    return pending;
  };
  const subscribe = (changed: () => void) => {
    listeners.add(changed);
    return () => {
      listeners.delete(changed);
      // Nobody can answer any more.
      if (listeners.size === 0) current?.settle(undefined);
    };
  };
  const asked = () => current;
  return { ask, subscribe, asked, useAsked: () => useSyncExternalStore(subscribe, asked) };
}
