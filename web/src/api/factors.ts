// One's own second factors: codes of an app, recovery codes, passkeys.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, done, type Schema } from "./client";
import { keys } from "./queries";

export type Passkey = Schema<"Passkey">;

export function useFactors() {
  return useQuery({
    queryKey: keys.factors,
    queryFn: () => answer(api.GET("/api/v1/session/factors")),
  });
}

/** Whether signing in takes a second factor is in the session, too. */
function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [keys.factors, keys.session, keys.accounts].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
}

/** A secret for an app; nothing is kept of it yet. */
export function useOfferCode() {
  return useMutation({ mutationFn: () => answer(api.POST("/api/v1/session/one-time-code")) });
}

export function useConfirmCode() {
  return useMutation({
    mutationFn: (body: Schema<"ConfirmOneTimeCode">) =>
      answer(api.PUT("/api/v1/session/one-time-code", { body })),
    onSettled: useRefresh(),
  });
}

export function useRemoveCode() {
  return useMutation({
    mutationFn: () => done(api.DELETE("/api/v1/session/one-time-code")),
    onSettled: useRefresh(),
  });
}

export function useRenewRecoveryCodes() {
  return useMutation({
    mutationFn: () => answer(api.POST("/api/v1/session/recovery-codes")),
    onSettled: useRefresh(),
  });
}

/** Has the browser make a passkey, and the console keep it. */
export function useAddPasskey() {
  return useMutation({
    mutationFn: async (label: string) => {
      const { offer, options } = await answer(api.POST("/api/v1/session/passkeys/offers"));
      const credential = await made(options);
      return answer(api.POST("/api/v1/session/passkeys", { body: { offer, label, credential } }));
    },
    onSettled: useRefresh(),
  });
}

export function useRemovePasskey() {
  return useMutation({
    mutationFn: (passkey: string) =>
      done(api.DELETE("/api/v1/session/passkeys/{passkey}", { params: { path: { passkey } } })),
    onSettled: useRefresh(),
  });
}

/** Proves who one is with a passkey. */
export function usePasskeyProof() {
  return useMutation({
    mutationFn: async () => {
      const asks = await answer(api.POST("/api/v1/session/proof/passkey"));
      const { conversation } = asks;
      const passkey = await used(asks.passkey ?? {});
      const proof = { passkey: { conversation, answers: [], passkey } };
      return done(api.POST("/api/v1/session/proof", { body: proof }));
    },
  });
}

/** Has the browser passkeys, and is this an address that they work at? */
export function passkeyTrouble(): string | undefined {
  if (/^[0-9.]+$|:/.test(location.hostname))
    return "Open the console by its name, not its IP address.";
  if (!isSecureContext) return "Open the console by https.";
  if (globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON === undefined)
    return "This browser has no passkeys.";
  return undefined;
}

async function made(options: Schema<"PasskeyOffer">["options"]) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(parsed(options));
  return inJson(await navigator.credentials.create({ publicKey }));
}

async function used(options: Record<string, unknown>) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(parsed(options));
  return inJson(await navigator.credentials.get({ publicKey }));
}

/** Of any shape: the browser checks it. */
function parsed(options: Record<string, unknown>) {
  return JSON.parse(JSON.stringify(options));
}

function inJson(credential: Credential | null): Record<string, never> {
  if (!(credential instanceof PublicKeyCredential)) throw new Error("No passkey was made.");
  return parsed({ ...credential.toJSON() });
}
