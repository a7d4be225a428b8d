// What a role is for and how it is held back, in words.

import type { RoleDefinition } from "../../api/accounts";
import { counted, listed } from "../../util/format";

/** "Containers named shop-*, on hosts web-*". */
export function scopeWords({ scope }: Pick<RoleDefinition, "scope">): string {
  const { hosts, containers } = scope;
  const on = hosts ? `hosts ${hosts.join(", ") || "(none)"}` : undefined;
  if (!containers)
    return on === undefined ? "Everything" : `Hosts ${hosts?.join(", ") || "(none)"}`;
  const labels = Object.entries(containers.labels).map(([key, value]) => `${key}=${value}`);
  const ways = [
    ...(containers.names.length > 0 ? [`named ${containers.names.join(", ")}`] : []),
    ...(containers.images.length > 0 ? [`of the image ${containers.images.join(", ")}`] : []),
    ...(labels.length > 0 ? [`with the label ${labels.join(", ")}`] : []),
  ];
  const which = ways.length === 0 ? "No containers" : `Containers ${ways.join(" or ")}`;
  return on === undefined ? which : `${which}, on ${on}`;
}

/** "A reason each time, 5 minutes between two, at most 10 an hour"; `undefined` where nothing holds it back. */
export function limitWords({ limits }: Pick<RoleDefinition, "limits">): string | undefined {
  const { reason, cool_down_s: pause, per_hour: times } = limits;
  const words = [
    ...(reason ? ["a reason each time"] : []),
    ...(pause ? [`${pauseWords(pause)} between two of the same container`] : []),
    ...(times ? [`at most ${counted(times, "time")} an hour`] : []),
  ];
  return words.length === 0 ? undefined : listed(words);
}

function pauseWords(seconds: number): string {
  return seconds % 60 === 0 ? counted(seconds / 60, "minute") : counted(seconds, "second");
}
