// Accounts and roles, read and changed, and what is asked of roles. What is one's own is in own.ts.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, done, type Schema } from "./client";
import { keys } from "./queries";
import type { Action } from "./roles";

export type Account = Schema<"User">;
export type RoleDefinition = Schema<"RoleDefinition">;
export type RoleSpec = Schema<"RoleSpec">;

/** `allowed`: whether to ask at all. */
export function useAccounts(allowed = true) {
  return useQuery({
    queryKey: keys.accounts,
    enabled: allowed,
    queryFn: () => answer(api.GET("/api/v1/accounts")),
  });
}

export function useAddAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schema<"NewAccount">) => answer(api.POST("/api/v1/accounts", { body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.accounts }),
  });
}

const NO_CHANGE: Schema<"AccountChange"> = {
  roles: null,
  disabled: null,
  must_change_password: null,
};

export interface AccountRequest extends Partial<Schema<"AccountChange">> {
  readonly account: string;
}

/** Changes roles, or whether it can be used; what is absent stays. */
export function useChangeAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ account, ...change }: AccountRequest) =>
      answer(
        api.PATCH("/api/v1/accounts/{account}", {
          params: { path: { account } },
          body: { ...NO_CHANGE, ...change },
        }),
      ),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.session });
      void client.invalidateQueries({ queryKey: keys.sessions });
      return client.invalidateQueries({ queryKey: keys.accounts });
    },
  });
}

export interface PasswordRequest extends Schema<"NewPassword"> {
  readonly account: string;
}

/** Ends the account's sessions, too. */
export function useSetPassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ account, ...body }: PasswordRequest) =>
      done(api.PUT("/api/v1/accounts/{account}/password", { params: { path: { account } }, body })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.sessions });
      return client.invalidateQueries({ queryKey: keys.accounts });
    },
  });
}

/** Its holder signs in with the password alone then. */
export function useRemoveFactors() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (account: string) =>
      done(api.DELETE("/api/v1/accounts/{account}/factors", { params: { path: { account } } })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.factors });
      void client.invalidateQueries({ queryKey: keys.session });
      return client.invalidateQueries({ queryKey: keys.accounts });
    },
  });
}

/** With its sessions and tokens. */
export function useRemoveAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (account: string) =>
      done(api.DELETE("/api/v1/accounts/{account}", { params: { path: { account } } })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.sessions });
      void client.invalidateQueries({ queryKey: keys.tokens });
      return client.invalidateQueries({ queryKey: keys.accounts });
    },
  });
}

/** `allowed`: whether to ask at all. */
export function useRoles(allowed = true) {
  return useQuery({
    queryKey: [...keys.roles, "list"],
    enabled: allowed,
    queryFn: () => answer(api.GET("/api/v1/roles")),
  });
}

export interface SaveRequest {
  readonly role: string;
  readonly spec: RoleSpec;
}

/** Makes a role, or changes it for everybody who has it. */
export function useSaveRole() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ role, spec: body }: SaveRequest) =>
      answer(api.PUT("/api/v1/roles/{role}", { params: { path: { role } }, body })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.session });
      return client.invalidateQueries({ queryKey: keys.roles });
    },
  });
}

export function useRemoveRole() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (role: string) =>
      done(api.DELETE("/api/v1/roles/{role}", { params: { path: { role } } })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.session });
      return client.invalidateQueries({ queryKey: keys.roles });
    },
  });
}

/** What is absent means any. */
export interface Question {
  readonly account?: string;
  readonly action?: Action;
  readonly host?: string;
  readonly container?: string;
}

/** Who may do what, as it would be decided now; nothing is asked without a question. */
export function useAnswers(question: Question | undefined) {
  return useQuery({
    queryKey: [...keys.roles, "answers", question],
    enabled: question !== undefined,
    staleTime: 0,
    queryFn: () => answer(api.GET("/api/v1/roles/answers", { params: { query: question ?? {} } })),
  });
}
