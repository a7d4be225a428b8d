// Deployments of a host beyond their list: what is between two of them, packages that could be layered, and the
// types that their pages share.

import { useQuery } from "@tanstack/react-query";
import { answer, api, type Schema } from "./client";
import { keys } from "./queries";

export type Deployments = Schema<"Deployments">;
export type Deployment = Schema<"Deployment">;
export type Change = Schema<"DeploymentChange">;
export type Verb = Schema<"DeploymentVerb">;
/** A change of this verb, with what it is made with. */
export type ChangeOf<Name extends Verb> = Extract<Change, { verb: Name }>;

/** What the later one has otherwise; `to` absent is the update on offer, `from` absent asks nothing. */
export function useDifference(host: string, from: string | undefined, to: string | undefined) {
  return useQuery({
    // Below the list's key, so that a change of the deployments makes it stale as well.
    queryKey: [...keys.deployments(host), "difference", from, to],
    enabled: from !== undefined,
    queryFn: () =>
      answer(
        api.GET("/api/v1/hosts/{host}/deployments/difference", {
          params: {
            path: { host },
            query: { from: from ?? "", ...(to === undefined ? {} : { to }) },
          },
        }),
      ),
  });
}

/** Packages whose name has this in it; `undefined` asks nothing. */
export function usePackageSearch(host: string, term: string | undefined) {
  return useQuery({
    queryKey: ["package-search", host, term],
    enabled: term !== undefined,
    retry: false,
    refetchInterval: false,
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/hosts/{host}/packages", {
          params: { path: { host }, query: { term: term ?? "" } },
          signal,
        }),
      ),
  });
}
