// A host's power: what it can do, what is scheduled, what a restart would interrupt, and asking for it.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, done, type Schema } from "./client";
import { keys } from "./queries";

export type Power = Schema<"Power">;
export type PowerAction = Schema<"PowerAction">;
export type PowerRequest = Schema<"PowerRequest">;
export type Impact = Schema<"Impact">;
export type Inhibitor = Schema<"Inhibitor">;
export type LoginSession = Schema<"LoginSession">;
export type PastBoot = Schema<"PastBoot">;

export function usePower(host: string) {
  return useQuery({
    queryKey: keys.power(host),
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}/power", { params: { path: { host } } })),
  });
}

/** What a restart would interrupt; asked anew each time that somebody wants to see it. */
export function useImpact(host: string) {
  return useQuery({
    queryKey: [...keys.power(host), "impact"],
    staleTime: 0,
    queryFn: () =>
      answer(api.GET("/api/v1/hosts/{host}/power/impact", { params: { path: { host } } })),
  });
}

/** Restarts the host or powers it off, now or at a time. */
export function useAskPower(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PowerRequest) =>
      done(api.POST("/api/v1/hosts/{host}/power", { params: { path: { host } }, body })),
    onSettled: (_data, _error, { at }) =>
      // Without a time the host goes away at once and has no answer to give.
      at ? client.invalidateQueries({ queryKey: keys.power(host) }) : undefined,
  });
}

/** Takes back what is scheduled. */
export function useCancelPower(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      done(api.DELETE("/api/v1/hosts/{host}/power", { params: { path: { host } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.power(host) }),
  });
}
