// What updates a host by itself, and setting it.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schema } from "./client";
import { keys } from "./queries";

export type UpdateAgent = Schema<"UpdateAgent">;
export type UpdateSetting = Schema<"UpdateSetting">;
export type UpdatePolicyRequest = Schema<"UpdatePolicyRequest">;
export type UpdateWindow = Schema<"UpdateWindow">;
export type Weekday = Schema<"Weekday">;
/** The setting of one kind of agent. */
export type SettingOf<Kind extends UpdateSetting["kind"]> = Extract<UpdateSetting, { kind: Kind }>;

export function useUpdatePolicy(host: string) {
  return useQuery({
    queryKey: keys.updatePolicy(host),
    queryFn: () =>
      answer(api.GET("/api/v1/hosts/{host}/update-policy", { params: { path: { host } } })),
  });
}

/** Sets one agent. */
export function useSetUpdatePolicy(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdatePolicyRequest) =>
      answer(api.PUT("/api/v1/hosts/{host}/update-policy", { params: { path: { host } }, body })),
    onSuccess: (policy) => client.setQueryData(keys.updatePolicy(host), policy),
    onError: () => client.invalidateQueries({ queryKey: keys.updatePolicy(host) }),
  });
}
