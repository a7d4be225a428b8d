// What a restart interrupts, sorted by whether it comes back, and summed up. Pure.

import type { Impact } from "../../api/power";
import { counted, listed } from "../../util/format";

type Container = Impact["containers"][number];

export interface Losses {
  readonly lost: readonly Container[];
  readonly unsure: readonly Container[];
  readonly coming: readonly Container[];
}

export function losses({ containers }: Pick<Impact, "containers">): Losses {
  const of = (wanted: Container["returns"]) => containers.filter((one) => one.returns === wanted);
  return { lost: of("no"), unsure: of("unknown"), coming: of("yes") };
}

/** Each a sentence for the question before the restart. */
export function summaryOf(impact: Impact): string[] {
  const { containers, services, sessions } = impact;
  const { lost } = losses(impact);
  const gone = [...lost.map(({ name }) => name), ...services.map(({ name }) => name)];
  return [
    containers.length === 0
      ? "No container runs."
      : `${counted(containers.length, "container")} will stop.`,
    ...(gone.length === 0 ? [] : [`Not back by themselves: ${some(gone)}.`]),
    ...(sessions.length === 0
      ? []
      : [`Signed in, and cut off: ${some([...new Set(sessions.map(({ user }) => user))])}.`]),
  ];
}

/** The first few by name, the rest as a number. */
function some(names: readonly string[]): string {
  const first = names.slice(0, 5);
  const rest = names.length - first.length;
  return listed(rest === 0 ? first : [...first, `${rest} more`]);
}
