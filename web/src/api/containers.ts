// Containers, read and changed: the list's hooks are in queries.ts, these are about single containers, their
// groups and the timeline. What is recorded when it is read is asked for, never fetched by itself.

import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, done, type Schema } from "./client";
import { keys, putOperation, useContainers } from "./queries";
import { withReason } from "./reason";

export type ContainerDetail = Schema<"ContainerDetail">;
export type Engine = Schema<"Engine">;
type Verb = Schema<"ContainerVerb">;

/** What moves by itself is asked for again so often, in ms. */
const MOVING = 5_000;

/** The engine, once the list of containers is there. */
export function useEngine(host: string): Engine | undefined {
  return useContainers(host).data?.engine;
}

export function useContainer(host: string, container: string) {
  return useQuery({
    queryKey: [...keys.container(host), container, "detail"],
    queryFn: () =>
      answer(
        api.GET("/api/v1/hosts/{host}/containers/{container}", {
          params: { path: { host, container } },
        }),
      ),
  });
}

export function useProcesses(host: string, container: string) {
  return useQuery({
    queryKey: [...keys.container(host), container, "processes"],
    refetchInterval: MOVING,
    queryFn: () =>
      answer(
        api.GET("/api/v1/hosts/{host}/containers/{container}/processes", {
          params: { path: { host, container } },
        }),
      ),
  });
}

export function useFileChanges(host: string, container: string) {
  return useQuery({
    queryKey: [...keys.container(host), container, "changes"],
    queryFn: () =>
      answer(
        api.GET("/api/v1/hosts/{host}/containers/{container}/changes", {
          params: { path: { host, container } },
        }),
      ),
  });
}

/** All values of the environment. Recorded, so it is asked for by a person. */
export function useRevealEnvironment(host: string, container: string) {
  return useMutation({
    mutationFn: () =>
      answer(
        api.GET("/api/v1/hosts/{host}/containers/{container}/environment", {
          params: { path: { host, container } },
        }),
      ),
  });
}

/** What the engine says of it, as it says it. Recorded, so it is asked for by a person. */
export function useInspect(host: string, container: string) {
  return useMutation({
    mutationFn: () =>
      answer(
        api.GET("/api/v1/hosts/{host}/containers/{container}/inspect", {
          params: { path: { host, container } },
        }),
      ),
  });
}

/** What happened to containers, images and the like; of one container where it is given. */
export function useTimeline(host: string, container?: string) {
  return useQuery({
    queryKey: [...keys.timeline(host), container ?? ""],
    queryFn: () =>
      answer(
        api.GET("/api/v1/hosts/{host}/timeline", {
          params: { path: { host }, query: container === undefined ? {} : { container } },
        }),
      ),
  });
}

export interface VerbRequest {
  readonly container: string;
  readonly verb: Verb;
  /** Seconds, of `stop` and `restart`. */
  readonly timeout?: number | undefined;
  /** Of `kill`. */
  readonly signal?: string | undefined;
  /** Where it was asked for already. */
  readonly reason?: string | undefined;
}

/** What takes a reason from some people, as it is told. */
const RAILED: Partial<Record<Verb, string>> = {
  start: "Start",
  stop: "Stop",
  restart: "Restart",
};

/** Does it; resolves when the engine has. */
export function useContainerVerb(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ container, verb, timeout, signal, reason }: VerbRequest) => {
      const railed = RAILED[verb];
      const why =
        railed === undefined ? {} : await withReason(client, `${railed} ${container}`, reason);
      return done(
        api.POST("/api/v1/hosts/{host}/containers/{container}/{verb}", {
          params: {
            path: { host, container, verb },
            query: {
              ...(timeout === undefined ? {} : { timeout }),
              ...(signal === undefined ? {} : { signal }),
              ...why,
            },
          },
        }),
      );
    },
    onSettled: () => settle(client, host),
  });
}

export interface RemoveRequest {
  readonly container: string;
  readonly force: boolean;
  readonly volumes: boolean;
}

export function useRemoveContainer(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ container, force, volumes }: RemoveRequest) =>
      done(
        api.DELETE("/api/v1/hosts/{host}/containers/{container}", {
          params: { path: { host, container }, query: { force, volumes } },
        }),
      ),
    onSettled: () => settle(client, host),
  });
}

export function useRenameContainer(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ container, name }: { container: string; name: string }) =>
      done(
        api.POST("/api/v1/hosts/{host}/containers/{container}/rename", {
          params: { path: { host, container } },
          body: { name },
        }),
      ),
    onSettled: () => settle(client, host),
  });
}

/** Limits and restart policy, at once; absent parts stay. */
export function useUpdateContainer(host: string, container: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"UpdateRequest">) =>
      answer(
        api.POST("/api/v1/hosts/{host}/containers/{container}/update", {
          params: { path: { host, container } },
          body,
        }),
      ),
    onSettled: () => settle(client, host),
  });
}

/** Makes an image of its files as they are. */
export function useCommitContainer(host: string, container: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"CommitRequest">) =>
      done(
        api.POST("/api/v1/hosts/{host}/containers/{container}/commit", {
          params: { path: { host, container } },
          body,
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.images(host) }),
  });
}

/** Freezes it to disk and stops it, or brings it back from there; as an operation. */
export function useCheckpoint(host: string, container: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (what: "checkpoint" | "restore") => {
      const path = { params: { path: { host, container } } };
      return answer(
        what === "checkpoint"
          ? api.POST("/api/v1/hosts/{host}/containers/{container}/checkpoint", path)
          : api.POST("/api/v1/hosts/{host}/containers/{container}/restore", path),
      );
    },
    onSuccess: (operation) => putOperation(client, operation),
    onSettled: () => client.invalidateQueries({ queryKey: keys.operations(host) }),
  });
}

export interface GroupRequest {
  readonly kind: Schema<"GroupKind">;
  readonly name: string;
  readonly verb: Schema<"GroupVerb">;
}

/** Starts, stops or restarts all of a Compose project or a pod, as an operation. */
export function useGroupAction(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ kind, name, verb }: GroupRequest) => {
      const query = await withReason(client, `${RAILED[verb]} all of ${name}`);
      return answer(
        api.POST("/api/v1/hosts/{host}/groups/{kind}/{name}/{verb}", {
          params: { path: { host, kind, name, verb }, query },
        }),
      );
    },
    onSuccess: (operation) => putOperation(client, operation),
    onSettled: () => client.invalidateQueries({ queryKey: keys.operations(host) }),
  });
}

/** Fetches again what changed; nobody waits for it to say that it is done. */
function settle(client: QueryClient, host: string): void {
  void client.invalidateQueries({ queryKey: keys.containers(host) });
  void client.invalidateQueries({ queryKey: keys.container(host) });
}
