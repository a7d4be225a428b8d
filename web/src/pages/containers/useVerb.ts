// Does something to a container and says how it went, with the way back where there is one. What it says
// does not depend on the row or dialog that asked, which may be gone by then.

import { useCallback } from "react";
import type { Schema } from "../../api/client";
import { useContainerVerb, type VerbRequest } from "../../api/containers";
import { NoReason } from "../../api/reason";
import { failureOf, useAnnounce } from "../../components/Announcer";

type Verb = Schema<"ContainerVerb">;

interface VerbWords {
  readonly done: string;
  readonly failed: string;
  readonly back?: { readonly words: string; readonly verb: Verb };
}

const WORDS: Record<Verb, VerbWords> = {
  start: {
    done: "Started",
    failed: "Could not start",
    back: { words: "Stop it again", verb: "stop" },
  },
  stop: {
    done: "Stopped",
    failed: "Could not stop",
    back: { words: "Start again", verb: "start" },
  },
  restart: { done: "Restarted", failed: "Could not restart" },
  kill: { done: "Sent the signal to", failed: "Could not send the signal to" },
  pause: { done: "Paused", failed: "Could not pause", back: { words: "Resume", verb: "unpause" } },
  unpause: {
    done: "Resumed",
    failed: "Could not resume",
    back: { words: "Pause again", verb: "pause" },
  },
  healthcheck: {
    done: "Ran the health check of",
    failed: "Could not run the health check of",
  },
};

export interface VerbState {
  /** Resolves when it is done; rejects where it failed, which is for the caller to show. */
  readonly ask: (request: VerbRequest) => Promise<void>;
  /** The same, and says itself if it failed. */
  readonly act: (request: VerbRequest) => Promise<void>;
  /** What it waits for. */
  readonly pending: Verb | undefined;
}

export function useVerb(host: string): VerbState {
  const announce = useAnnounce();
  const { mutateAsync, isPending, variables } = useContainerVerb(host);
  const ask = useCallback(
    async (request: VerbRequest) => {
      await mutateAsync(request);
      const { container, verb } = request;
      const { done, back } = WORDS[verb];
      const undo = async (way: Verb) => {
        try {
          await mutateAsync({ container, verb: way });
          announce({ variant: "success", title: `${WORDS[way].done} ${container}` });
        } catch (error) {
          announce(failureOf(`${WORDS[way].failed} ${container}`, error));
        }
      };
      announce({
        variant: "success",
        title: `${done} ${container}`,
        ...(back === undefined
          ? {}
          : { action: { words: back.words, run: () => void undo(back.verb) } }),
      });
    },
    [mutateAsync, announce],
  );
  const act = useCallback(
    async (request: VerbRequest) => {
      try {
        await ask(request);
      } catch (error) {
        if (error instanceof NoReason) return;
        announce(failureOf(`${WORDS[request.verb].failed} ${request.container}`, error));
      }
    },
    [ask, announce],
  );
  return { ask, act, pending: isPending ? variables.verb : undefined };
}
