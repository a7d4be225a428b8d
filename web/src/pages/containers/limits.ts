// Limits and restart policy as a form has them, and what of them is to be changed. Pure.

import type { Schema } from "../../api/client";
import type { ContainerDetail } from "../../api/containers";

type Policy = Schema<"RestartPolicyKind">;

export const POLICIES = ["no", "on_failure", "always", "unless_stopped"] as const;

export const POLICY_WORDS: Record<Policy, string> = {
  no: "It stays stopped",
  on_failure: "It is started again if it failed",
  always: "It is always started again, also after a reboot",
  unless_stopped: "It is started again, unless somebody stopped it",
};

export interface LimitsDraft {
  /** In MB, 1,000,000 bytes. */
  readonly memory: string;
  readonly cpus: string;
  readonly processes: string;
  readonly policy: Policy;
  readonly attempts: string;
}

const MEGABYTE = 1_000_000;
/** What engines ask for at least, in bytes: 6 MiB of Docker. */
const LEAST_MEMORY = 6 * 1_048_576;

type Before = Pick<ContainerDetail, "limits" | "restart_policy">;

export function draftOf({ limits, restart_policy: policy }: Before): LimitsDraft {
  return {
    memory: limits.memory ? String(limits.memory / MEGABYTE) : "",
    cpus: limits.cpus ? String(limits.cpus) : "",
    processes: limits.processes ? String(limits.processes) : "",
    policy: policy.kind ?? "no",
    attempts: policy.attempts ? String(policy.attempts) : "",
  };
}

export interface DraftProblem {
  readonly field: keyof LimitsDraft;
  readonly words: string;
}

export function problemsOf(draft: LimitsDraft): DraftProblem[] {
  const problems: DraftProblem[] = [];
  const memory = numberOf(draft.memory);
  if (Number.isNaN(memory) || (memory !== undefined && memory * MEGABYTE < LEAST_MEMORY)) {
    problems.push({ field: "memory", words: "Give a number of megabytes, at least 7." });
  }
  const cpus = numberOf(draft.cpus);
  if (Number.isNaN(cpus) || (cpus !== undefined && cpus < 0.01)) {
    problems.push({ field: "cpus", words: "Give a number of cores, e.g. 0.5 or 2." });
  }
  for (const field of ["processes", "attempts"] as const) {
    const count = numberOf(draft[field]);
    if (count !== undefined && !(Number.isInteger(count) && count >= 1)) {
      problems.push({ field, words: "Give a whole number, 1 or more." });
    }
  }
  return problems;
}

/** What the server is asked to change; `undefined` where nothing differs. Limits go together: one that is
 * absent among them is lifted. */
export function changesOf(draft: LimitsDraft, before: Before): Schema<"UpdateRequest"> | undefined {
  const was = draftOf(before);
  const memory = numberOf(draft.memory);
  const cpus = numberOf(draft.cpus);
  const processes = numberOf(draft.processes);
  const attempts = draft.policy === "on_failure" ? numberOf(draft.attempts) : undefined;
  const areLimitsNew = (["memory", "cpus", "processes"] as const).some(
    (field) => numberOf(draft[field]) !== numberOf(was[field]),
  );
  const isPolicyNew = draft.policy !== was.policy || attempts !== numberOf(was.attempts);
  if (!areLimitsNew && !isPolicyNew) return undefined;
  return {
    ...(areLimitsNew
      ? {
          limits: {
            ...(memory === undefined ? {} : { memory: Math.round(memory * MEGABYTE) }),
            ...(cpus === undefined ? {} : { cpus }),
            ...(processes === undefined ? {} : { processes }),
          },
        }
      : {}),
    ...(isPolicyNew
      ? {
          restart_policy: {
            kind: draft.policy,
            ...(attempts === undefined ? {} : { attempts }),
          },
        }
      : {}),
  };
}

/** `undefined` where it is empty, `NaN` where it is no number. */
function numberOf(text: string): number | undefined {
  const trimmed = text.trim().replace(",", ".");
  return trimmed === "" ? undefined : Number(trimmed);
}
