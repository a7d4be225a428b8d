// Where a host pulls commits from, whose signatures it takes for good, and what differs beneath its /etc.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, done, type Schema } from "./client";
import { keys } from "./queries";

export type Remote = Schema<"Remote">;
export type NewRemote = Schema<"NewRemote">;
export type Drift = Schema<"Drift">;
export type DriftedFile = Schema<"DriftedFile">;

/** Beneath the deployments' key: remotes change with the files that they bring. */
function remotesKey(host: string) {
  return [...keys.deployments(host), "remotes"] as const;
}

export function useRemotes(host: string) {
  return useQuery({
    queryKey: remotesKey(host),
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}/remotes", { params: { path: { host } } })),
  });
}

export function useAddRemote(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewRemote) =>
      answer(api.POST("/api/v1/hosts/{host}/remotes", { params: { path: { host } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: remotesKey(host) }),
  });
}

export function useRemoveRemote(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (remote: string) =>
      done(
        api.DELETE("/api/v1/hosts/{host}/remotes/{remote}", { params: { path: { host, remote } } }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: remotesKey(host) }),
  });
}

/** Adds keys that a remote's commits may be signed with. */
export function useAddKeys(host: string, remote: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      answer(
        api.POST("/api/v1/hosts/{host}/remotes/{remote}/keys", {
          params: { path: { host, remote } },
          body: { keys: text },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: remotesKey(host) }),
  });
}

/** What differs beneath `/etc` from what the image brought; looked up anew each time that somebody wants it. */
export function useDrift(host: string) {
  return useQuery({
    queryKey: [...keys.deployments(host), "drift"],
    queryFn: () =>
      answer(api.GET("/api/v1/hosts/{host}/deployments/drift", { params: { path: { host } } })),
  });
}
