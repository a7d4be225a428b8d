// The verdict on a boot in words, and whether it is worth a card. Pure.

import type { Schema } from "../../api/client";
import type { Verdict, VerdictRule } from "../../api/verdict";
import { listed } from "../../util/format";

/** Without anything to decide, a boot is news for so long, in ms. */
const NEWS_FOR = 60 * 60_000;

type Tone = "success" | "danger" | "info";

export interface VerdictWords {
  readonly tone: Tone;
  readonly label: string;
  /** What follows the name of what runs: "… runs as before". */
  readonly title: string;
}

const WORDS: Record<Verdict["state"], VerdictWords> = {
  settling: { tone: "info", label: "Settling", title: "has started and is still settling" },
  first_seen: {
    tone: "info",
    label: "First seen",
    title: "is looked at for the first time, so that there is nothing to compare it with",
  },
  as_before: { tone: "success", label: "As before", title: "runs as before" },
  better: { tone: "success", label: "Better", title: "runs better than before" },
  worse: { tone: "danger", label: "Worse", title: "runs worse than before" },
};

export function verdictWords(state: Verdict["state"]): VerdictWords {
  return WORDS[state];
}

/** Something is to be decided, or wrong, or the boot is recent. */
export function isWorthShowing(verdict: Verdict, now: number): boolean {
  if (verdict.state === "first_seen") return false;
  if (isOpen(verdict) || verdict.state === "worse") return true;
  const at = verdict.now.booted_at;
  return at ? now - Date.parse(at) < NEWS_FOR : false;
}

/** Another deployment is tried, and nobody has decided on it. */
export function isOpen({ deployment_changed: isNew, is_return: isBack, decision }: Verdict) {
  return isNew && !isBack && !decision;
}

/** What people call what runs, or ran. */
export function bootName(boot: Schema<"BootState"> | null | undefined): string | undefined {
  const { version, key } = boot?.deployment ?? {};
  return version ? `Version ${version}` : key?.slice(0, 10);
}

/** Each a sentence, the gravest first. */
export function evidenceOf(verdict: Verdict): string[] {
  const { newly_failed: failed, recovered, lost_containers: lost } = verdict;
  return [
    ...(failed.length === 0 ? [] : [`Failed now, and not before: ${listed(failed)}.`]),
    ...lost.map(({ name, why }) => `The container ${name} ran before and does not now: ${why}.`),
    ...(recovered.length === 0 ? [] : [`Failed before, and well now: ${listed(recovered)}.`]),
    ...(failed.length + lost.length === 0 && verdict.state !== "settling"
      ? ["No service has failed that did not fail before, and every container is back."]
      : []),
  ];
}

const GREENBOOT: Record<Schema<"GreenbootStatus">, string> = {
  green: "The host’s own health checks (greenboot) passed",
  red: "The host’s own health checks (greenboot) failed",
  checking: "The host’s own health checks (greenboot) are running",
  unknown: "The host’s own health checks (greenboot) do not say how it stands",
};

export function greenbootWords({ status, text }: Schema<"Greenboot">): string {
  const said = text.trim();
  return said === "" ? `${GREENBOOT[status]}.` : `${GREENBOOT[status]}: “${said}”`;
}

export function decisionWords({ kind, by }: Pick<Schema<"Decision">, "kind" | "by">): string {
  switch (kind) {
    case "kept":
      return `Kept by ${by}`;
    case "rolled_back":
      return `Rolled back by ${by}`;
  }
}

export interface RuleChoice {
  readonly rule: VerdictRule;
  readonly label: string;
  readonly help: string;
}

export const RULES: readonly RuleChoice[] = [
  {
    rule: "ask",
    label: "Ask",
    help: "The console only says how the new version runs. Somebody keeps it or rolls it back.",
  },
  {
    rule: "keep_when_good",
    label: "Keep when good",
    help: "What runs as before or better is kept by itself. If it is worse, somebody decides.",
  },
  {
    rule: "roll_back_when_worse",
    label: "Roll back when worse",
    help: "If it is worse, the version before boots again, and the host restarts by itself for that. It does so once, never twice in a row.",
  },
];

/** What the rule does by itself, in a sentence. */
export function ruleWords(rule: Pick<Verdict["rule"], "rule" | "wait_minutes">): string {
  const after = `${rule.wait_minutes} minutes after the start`;
  switch (rule.rule) {
    case "ask":
      return "Nothing is decided by itself.";
    case "keep_when_good":
      return `What is as before or better is kept by itself, ${after}.`;
    case "roll_back_when_worse":
      return `What is worse is rolled back by itself, ${after}, and the host restarts for that.`;
  }
}

/** What is wrong with the minutes as they were typed. */
export function waitComplaint(text: string): string | undefined {
  const minutes = Number(text);
  const isGood = /^\d+$/.test(text.trim()) && minutes >= 3 && minutes <= 1440;
  return isGood ? undefined : "Give whole minutes, from 3 to 1440 (a day).";
}
