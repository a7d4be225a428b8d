// Making containers: the spec of one that is there, create and recreate as operations, and `run` lines in both
// directions.

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schema } from "./client";
import { keys, putOperation } from "./queries";

type Spec = Schema<"ContainerSpec">;

/** What an existing container was made from. It tells secrets, so it is not kept once its page is left. */
export function useContainerSpec(host: string, container: string | undefined, allowed: boolean) {
  return useQuery({
    // Not among what an event of the host makes stale: while it is made again, it has another name for a moment.
    queryKey: ["container-spec", host, container],
    enabled: allowed && container !== undefined,
    gcTime: 0,
    // The form is filled once; what is typed must not be renewed under one's hands.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: "always",
    queryFn: () =>
      answer(
        api.GET("/api/v1/hosts/{host}/containers/{container}/spec", {
          params: { path: { host, container: container ?? "" } },
        }),
      ),
  });
}

/** Pulls its image where need be, creates it and starts it. */
export function useCreateContainer(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (spec: Spec) =>
      answer(
        api.POST("/api/v1/hosts/{host}/containers", { params: { path: { host } }, body: spec }),
      ),
    onSuccess: (operation) => putOperation(client, operation),
    onSettled: () => client.invalidateQueries({ queryKey: keys.operations(host) }),
  });
}

/** Makes a container again; without a spec as it is, from the newest image of its reference. */
export function useRecreateContainer(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ container, spec }: { container: string; spec?: Spec }) =>
      answer(
        api.POST("/api/v1/hosts/{host}/containers/{container}/recreate", {
          params: { path: { host, container } },
          body: spec === undefined ? {} : { spec },
        }),
      ),
    onSuccess: (operation) => putOperation(client, operation),
    onSettled: () => client.invalidateQueries({ queryKey: keys.operations(host) }),
  });
}

/** Reads a `docker run` or `podman run` line; nothing is run. */
export function useParseRunCommand(host: string) {
  return useMutation({
    mutationFn: (line: string) =>
      answer(
        api.POST("/api/v1/hosts/{host}/run-command/parse", {
          params: { path: { host } },
          body: { line },
        }),
      ),
  });
}

/** The line that would make this container; `undefined` as long as the spec is not whole. */
export function useRunCommand(host: string, spec: Spec | undefined) {
  return useQuery({
    queryKey: ["run-command", host, spec],
    enabled: spec !== undefined,
    // It holds what was typed, secrets included.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    refetchInterval: false,
    queryFn: ({ signal }) =>
      answer(
        api.POST("/api/v1/hosts/{host}/run-command", {
          params: { path: { host } },
          body: spec ?? { image: "" },
          signal,
        }),
      ),
  });
}

/** For suggestions. */
export function useVolumes(host: string) {
  return useQuery({
    queryKey: keys.volumes(host),
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}/volumes", { params: { path: { host } } })),
  });
}

/** For suggestions. */
export function useNetworks(host: string) {
  return useQuery({
    queryKey: keys.networks(host),
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}/networks", { params: { path: { host } } })),
  });
}
