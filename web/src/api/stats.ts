// What containers use, live: the hook over the `stats` channel, and the one that reads a container's samples.

import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { useSocket } from "./channels";
import { decodeSamples, type Sample, StatsRing } from "./statsRing";

/** The `stats` channel watches at most so many containers. */
export const WATCHED_AT_MOST = 64;
/** So long the wish must stand before the channel opens, in ms: nobody reads rows that fly by. */
const SETTLED = 250;

/** Samples of these containers (64-digit ids), at most `WATCHED_AT_MOST`, as long as the caller is mounted. Read
 * them with `useSamples` or `useLatest`, whose components alone render anew. */
export function useStats(ids: readonly string[]): StatsRing {
  const socket = useSocket();
  const [ring] = useState(() => new StatsRing());
  const wanted = ids.slice(0, WATCHED_AT_MOST).toSorted().join(" ");
  const heard = useEffectEvent((payload: string) => ring.add(decodeSamples(payload)));
  useEffect(() => {
    if (wanted === "") return;
    let close = () => {};
    const timer = setTimeout(() => {
      close = socket.open(
        { payload: "stats", containers: wanted.split(" ") },
        { message: (payload) => heard(payload) },
      );
    }, SETTLED);
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [socket, wanted]);
  return ring;
}

/** The last minute of one container, oldest first. */
export function useSamples(ring: StatsRing, id: string): readonly Sample[] {
  return useSyncExternalStore(ring.subscribe, () => ring.of(id));
}

/** The newest sample of one container. */
export function useLatest(ring: StatsRing, id: string): Sample | undefined {
  return useSyncExternalStore(ring.subscribe, () => ring.latest(id));
}
