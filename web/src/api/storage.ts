// Volumes and networks of a host, what takes its disk's space, and how to make room.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, done, type Schema } from "./client";
import { keys, putOperation } from "./queries";

export type Volume = Schema<"Volume">;
export type Network = Schema<"Network">;
export type PruneKind = Schema<"PruneKind">;
export type PruneShare = Schema<"PruneShare">;
export type StorageShare = Schema<"StorageShare">;

export function useVolumes(host: string) {
  return useQuery({
    queryKey: keys.volumes(host),
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}/volumes", { params: { path: { host } } })),
  });
}

export function useCreateVolume(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"VolumeSpec">) =>
      answer(api.POST("/api/v1/hosts/{host}/volumes", { params: { path: { host } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.volumes(host) }),
  });
}

/** Its data goes with it. */
export function useRemoveVolume(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (volume: string) =>
      done(
        api.DELETE("/api/v1/hosts/{host}/volumes/{volume}", { params: { path: { host, volume } } }),
      ),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.storage(host) });
      return client.invalidateQueries({ queryKey: keys.volumes(host) });
    },
  });
}

export function useNetworks(host: string) {
  return useQuery({
    queryKey: keys.networks(host),
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}/networks", { params: { path: { host } } })),
  });
}

export function useCreateNetwork(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"NetworkCreate">) =>
      answer(api.POST("/api/v1/hosts/{host}/networks", { params: { path: { host } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.networks(host) }),
  });
}

export function useRemoveNetwork(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (network: string) =>
      done(
        api.DELETE("/api/v1/hosts/{host}/networks/{network}", {
          params: { path: { host, network } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.networks(host) }),
  });
}

/** Attaches a container to a network. */
export function useConnect(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ network, ...body }: Schema<"ConnectRequest"> & { readonly network: string }) =>
      done(
        api.POST("/api/v1/hosts/{host}/networks/{network}/connect", {
          params: { path: { host, network } },
          body,
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.networks(host) }),
  });
}

export function useDisconnect(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ network, container }: { network: string; container: string }) =>
      done(
        api.POST("/api/v1/hosts/{host}/networks/{network}/disconnect", {
          params: { path: { host, network } },
          body: { container },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.networks(host) }),
  });
}

/** `system df`: may take some seconds. */
export function useStorage(host: string) {
  return useQuery({
    queryKey: keys.storage(host),
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}/storage", { params: { path: { host } } })),
  });
}

/** What pruning would remove; asked anew each time that somebody wants to see it. */
export function usePrunePreview(host: string) {
  return useQuery({
    queryKey: [...keys.storage(host), "prune"],
    staleTime: 0,
    gcTime: 0,
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}/prune", { params: { path: { host } } })),
  });
}

/** Removes what nothing uses, as an operation. */
export function usePrune(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (kinds: PruneKind[]) =>
      answer(
        api.POST("/api/v1/hosts/{host}/prune", { params: { path: { host } }, body: { kinds } }),
      ),
    onSuccess: (operation) => putOperation(client, operation),
    onSettled: () => client.invalidateQueries({ queryKey: keys.operations(host) }),
  });
}
