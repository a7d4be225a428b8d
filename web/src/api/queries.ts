// All server data and all changes: query keys and hooks. Pages use these and nothing else; what an
// event makes stale is decided in events.ts.

import {
  keepPreviousData,
  QueryClient,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { answer, api, reportOf, type Schema, signOut } from "./client";

/** How long data counts as fresh without word from the `events` channel, in ms. */
const FRESH_FOR = 30_000;
/** How soon a failed read is tried again while its page is open, in ms. */
const RETRY_EVERY = 8_000;
const AUDIT_PAGE = 50;
/** Stands for the newest page; the ids of the log begin at 1. */
const NEWEST = 0;

export const keys = {
  session: ["session"] as const,
  hosts: ["hosts"] as const,
  host: (host: string) => ["host", host] as const,
  containers: (host: string) => ["containers", host] as const,
  /** All that is known of single containers; the name of one and of the part follow. */
  container: (host: string) => ["container", host] as const,
  timeline: (host: string) => ["timeline", host] as const,
  images: (host: string) => ["images", host] as const,
  volumes: (host: string) => ["volumes", host] as const,
  networks: (host: string) => ["networks", host] as const,
  storage: (host: string) => ["storage", host] as const,
  registries: ["registries"] as const,
  deployments: (host: string) => ["deployments", host] as const,
  /** What a restart would interrupt is beneath it. */
  power: (host: string) => ["power", host] as const,
  verdict: (host: string) => ["verdict", host] as const,
  updatePolicy: (host: string) => ["update-policy", host] as const,
  operations: (host: string) => ["operations", host] as const,
  audit: ["audit"] as const,
  accounts: ["accounts"] as const,
  /** What is asked of them is beneath it. */
  roles: ["roles"] as const,
  sessions: ["sessions"] as const,
  tokens: ["tokens"] as const,
  factors: ["factors"] as const,
};

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_FOR,
        retry: (failures, error) => failures < 1 && reportOf(error).code === "unreachable",
        refetchInterval: (query) => (query.state.status === "error" ? RETRY_EVERY : false),
      },
    },
  });
}

const sessionOptions = queryOptions({
  queryKey: keys.session,
  queryFn: () => answer(api.GET("/api/v1/session")),
});

export function useSession() {
  return useQuery(sessionOptions);
}

export function useHosts() {
  return useQuery({ queryKey: keys.hosts, queryFn: () => answer(api.GET("/api/v1/hosts")) });
}

/** `every`: also ask again after so many ms, e.g. while the host restarts. */
export function useHost(host: string, every?: number) {
  return useQuery({
    queryKey: keys.host(host),
    queryFn: () => answer(api.GET("/api/v1/hosts/{host}", { params: { path: { host } } })),
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
}

export function useContainers(host: string) {
  return useQuery({
    queryKey: keys.containers(host),
    queryFn: () =>
      answer(api.GET("/api/v1/hosts/{host}/containers", { params: { path: { host } } })),
  });
}

export function useDeployments(host: string) {
  return useQuery({
    queryKey: keys.deployments(host),
    queryFn: () =>
      answer(api.GET("/api/v1/hosts/{host}/deployments", { params: { path: { host } } })),
  });
}

export function useOperations(host: string) {
  return useQuery({
    queryKey: keys.operations(host),
    queryFn: () =>
      answer(api.GET("/api/v1/hosts/{host}/operations", { params: { path: { host } } })),
  });
}

/** Which lines of the audit log; what is absent means any. */
export interface AuditFilter {
  readonly text?: string;
  readonly outcome?: Schema<"Outcome">;
}

/** The audit log, newest first, page by page. `allowed`: whether to ask at all. */
export function useAudit(allowed: boolean, filter: AuditFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.audit, filter],
    enabled: allowed,
    initialPageParam: NEWEST,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/audit", {
          params: {
            query: {
              ...filter,
              before: pageParam === NEWEST ? undefined : pageParam,
              limit: AUDIT_PAGE,
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_before ?? undefined,
  });
}

/** Changes the deployments, as an operation. */
export function useDeploymentChange(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"ChangeRequest">) =>
      answer(
        api.POST("/api/v1/hosts/{host}/deployments/changes", { params: { path: { host } }, body }),
      ),
    onSuccess: (operation) => putOperation(client, operation),
    onSettled: () => client.invalidateQueries({ queryKey: keys.operations(host) }),
  });
}

export function useSignOut() {
  return useMutation({ mutationFn: signOut });
}

/** Puts an operation's newest state into the list, in its place or in front. */
export function putOperation(client: QueryClient, operation: Schema<"Operation">): void {
  client.setQueryData<Schema<"OperationList">>(keys.operations(operation.host), (list) => {
    const known = list?.operations ?? [];
    const operations = known.some(({ id }) => id === operation.id)
      ? known.map((other) => (other.id === operation.id ? operation : other))
      : [operation, ...known];
    return { operations };
  });
}
