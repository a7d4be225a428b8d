// Images of a host and credentials for registries: reading, and what can be done to them. What takes time is
// an operation.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, done, type Schema } from "./client";
import { isRecord } from "./frames";
import { keys, putOperation } from "./queries";
import { upload } from "./upload";

export function useImages(host: string) {
  return useQuery({
    queryKey: keys.images(host),
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}/images", { params: { path: { host } } })),
  });
}

/** One image with its configuration and history. `image`: its id. */
export function useImage(host: string, image: string) {
  return useQuery({
    queryKey: [...keys.images(host), image],
    queryFn: () =>
      answer(api.GET("/api/v1/hosts/{host}/images/{image}", { params: { path: { host, image } } })),
  });
}

/** What the engine's registries know by this word; `undefined` asks nothing. */
export function useImageSearch(host: string, term: string | undefined) {
  return useQuery({
    queryKey: ["image-search", host, term],
    enabled: term !== undefined,
    retry: false,
    refetchInterval: false,
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/hosts/{host}/images/search", {
          params: { path: { host }, query: { term: term ?? "" } },
          signal,
        }),
      ),
  });
}

export function usePullImage(host: string) {
  const started = useStarted(host);
  return useMutation({
    mutationFn: (body: Schema<"PullRequest">) =>
      answer(api.POST("/api/v1/hosts/{host}/images/pull", { params: { path: { host } }, body })),
    ...started,
  });
}

/** Asks registries whether newer images are there; without references about all. */
export function useCheckImages(host: string) {
  const started = useStarted(host);
  return useMutation({
    mutationFn: (references: string[]) =>
      answer(
        api.POST("/api/v1/hosts/{host}/images/check", {
          params: { path: { host } },
          body: { references },
        }),
      ),
    ...started,
  });
}

export function useTagImage(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ image, reference }: { image: string; reference: string }) =>
      done(
        api.POST("/api/v1/hosts/{host}/images/{image}/tag", {
          params: { path: { host, image } },
          body: { reference },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.images(host) }),
  });
}

export interface ImageRemoval {
  readonly image: string;
  /** Only this name of it. */
  readonly tag?: string;
  readonly force: boolean;
}

export function useRemoveImage(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ image, tag, force }: ImageRemoval) =>
      done(
        api.DELETE("/api/v1/hosts/{host}/images/{image}", {
          params: { path: { host, image }, query: { tag, force } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.images(host) }),
  });
}

/** Where an image is downloaded from, as a tar archive. */
export function archiveUrl(host: string, image: string): string {
  return `${imagesUrl(host)}/${encodeURIComponent(image)}/archive`;
}

/** A file on its way to the server. */
export interface Sending {
  readonly body: Blob;
  readonly onProgress: (sent: number) => void;
  readonly signal: AbortSignal;
}

/** Brings images in from an archive. */
export function useLoadImages(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sending: Sending) =>
      upload({ ...sending, url: `${imagesUrl(host)}/load`, isData: isLoadedImages }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.images(host) }),
  });
}

export interface BuildOptions {
  readonly tag: string;
  /** Its path in the context. */
  readonly dockerfile?: string;
  readonly noCache: boolean;
  readonly pull: boolean;
}

/** Uploads a context and builds an image of it, as an operation. */
export function useBuildImage(host: string) {
  const started = useStarted(host);
  return useMutation({
    mutationFn: ({ options, sending }: { options: BuildOptions; sending: Sending }) => {
      const query = new URLSearchParams({ tag: options.tag });
      if (options.dockerfile !== undefined) query.set("dockerfile", options.dockerfile);
      if (options.noCache) query.set("no_cache", "true");
      if (options.pull) query.set("pull", "true");
      return upload({
        ...sending,
        url: `${imagesUrl(host)}/build?${query}`,
        isData: isOperation,
      });
    },
    ...started,
  });
}

/** `allowed`: whether to ask at all. */
export function useRegistries(allowed: boolean) {
  return useQuery({
    queryKey: keys.registries,
    enabled: allowed,
    queryFn: () => answer(api.GET("/api/v1/registries")),
  });
}

export interface KeptCredentials extends Schema<"RegistryCredentials"> {
  readonly registry: string;
}

/** Keeps credentials for a registry, in place of those there were. */
export function useSaveRegistry() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ registry, username, password }: KeptCredentials) =>
      done(
        api.PUT("/api/v1/registries/{registry}", {
          params: { path: { registry } },
          body: { username, password },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.registries }),
  });
}

export function useForgetRegistry() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (registry: string) =>
      done(api.DELETE("/api/v1/registries/{registry}", { params: { path: { registry } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.registries }),
  });
}

/** What follows when an operation was begun. */
function useStarted(host: string) {
  const client = useQueryClient();
  return {
    onSuccess: (operation: Schema<"Operation">) => putOperation(client, operation),
    onSettled: () => client.invalidateQueries({ queryKey: keys.operations(host) }),
  };
}

function imagesUrl(host: string): string {
  return `/api/v1/hosts/${encodeURIComponent(host)}/images`;
}

function isLoadedImages(value: unknown): value is Schema<"LoadedImages"> {
  return isRecord(value) && Array.isArray(value.images);
}

function isOperation(value: unknown): value is Schema<"Operation"> {
  return isRecord(value) && typeof value.id === "string" && Array.isArray(value.log);
}
