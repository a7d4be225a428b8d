// One's own account: the password, sessions and tokens; and everybody's sessions and tokens for those who may see
// accounts.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, done, type Schema } from "./client";
import { keys } from "./queries";

export type SessionInfo = Schema<"SessionInfo">;
export type Token = Schema<"Token">;
/** One's own, or everybody's. */
export type Whose = "own" | "all";

/** Proves who one is, for the riskiest actions of some minutes. */
export function useProof() {
  return useMutation({
    mutationFn: (body: Schema<"NewProof">) => done(api.POST("/api/v1/session/proof", { body })),
  });
}

/** One's other sessions end. */
export function useOwnPassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"OwnPassword">) =>
      done(api.PUT("/api/v1/session/password", { body })),
    onSettled: () =>
      Promise.all(
        [keys.sessions, keys.session, keys.hosts].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

export function useSessions(whose: Whose) {
  return useQuery({
    queryKey: [...keys.sessions, whose],
    queryFn: () =>
      answer(api.GET("/api/v1/sessions", { params: { query: { all: whose === "all" } } })),
  });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (session: string) =>
      done(api.DELETE("/api/v1/sessions/{session}", { params: { path: { session } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
  });
}

export function useTokens(whose: Whose) {
  return useQuery({
    queryKey: [...keys.tokens, whose],
    queryFn: () =>
      answer(api.GET("/api/v1/tokens", { params: { query: { all: whose === "all" } } })),
  });
}

/** Its secret is in this answer and nowhere else. */
export function useMakeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"NewToken">) => answer(api.POST("/api/v1/tokens", { body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: number) =>
      done(api.DELETE("/api/v1/tokens/{token}", { params: { path: { token } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}
