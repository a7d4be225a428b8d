// What became of the host's last boot, what somebody makes of it, and the rule that does so by itself.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schema } from "./client";
import { keys } from "./queries";

export type Verdict = Schema<"Verdict">;
export type VerdictRule = Schema<"VerdictRule">;

export interface Asking {
  /** Whether to ask at all. */
  readonly enabled?: boolean;
  /** Also ask again after so many ms, e.g. while the host starts. */
  readonly every?: number | undefined;
}

export function useVerdict(host: string, { enabled = true, every }: Asking = {}) {
  return useQuery({
    queryKey: keys.verdict(host),
    enabled,
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}/verdict", { params: { path: { host } } })),
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
}

/** Keeps what runs, or lets the deployment before it boot next. */
export function useDecide(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"VerdictDecision">) =>
      answer(api.POST("/api/v1/hosts/{host}/verdict", { params: { path: { host } }, body })),
    onSuccess: (verdict) => client.setQueryData(keys.verdict(host), verdict),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.deployments(host) });
      return client.invalidateQueries({ queryKey: keys.operations(host) });
    },
  });
}

export function useSetRule(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"VerdictRuleRequest">) =>
      answer(api.PUT("/api/v1/hosts/{host}/verdict/rule", { params: { path: { host } }, body })),
    onSuccess: (verdict) => client.setQueryData(keys.verdict(host), verdict),
  });
}
