// The generated client, and the one place that turns answers into data or a `Trouble`. A session that
// has ended leads to the server's own sign-in page; what takes a proof of who one is asks for it and goes on.

import createClient from "openapi-fetch";
import { dropDrafts } from "../util/drafts";
import { createAsker } from "./asking";
import { markUnattended } from "./attention";
import { isRecord } from "./frames";
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type Problem = Schemas["Problem"];
export type Schema<Name extends keyof Schemas> = Schemas[Name];

/** Why something did not work: the server's problem document, or that there was no answer. */
export interface TroubleReport {
  readonly code: Problem["code"] | "unreachable";
  readonly title: string;
  readonly detail: string;
  readonly remedy?: string | null;
}

/** A `TroubleReport` that can be thrown. */
export class Trouble extends Error {
  readonly report: TroubleReport;

  constructor(report: TroubleReport, options?: ErrorOptions) {
    super(report.detail, options);
    this.name = "Trouble";
    this.report = report;
  }
}

export const api = createClient<paths>({ fetch: send });

/** Asks the person for the proof; the answer is whether the server took it. */
export const proofAsker = createAsker<"who are you", "proven">("sharing");

let isSigningOut = false;

/** What a call gives; throws a `Trouble` instead of an error answer or none. */
export async function answer<Data>(call: Promise<Answered<Data>>): Promise<Data> {
  const { data, response } = await settle(call);
  if (data === undefined) throw new Trouble(notUnderstood(response.status));
  return data;
}

/** The same for calls that answer without a body. */
export async function done(call: Promise<Answered<unknown>>): Promise<void> {
  await settle(call);
}

/** Ends the session and leaves for the sign-in page, for good: what else finds the session ended meanwhile must
 * not lead back to the present page. */
export async function signOut(): Promise<void> {
  isSigningOut = true;
  try {
    await done(api.DELETE("/api/v1/session"));
  } catch (error) {
    isSigningOut = false;
    if (reportOf(error).code !== "not-signed-in") throw error;
  }
  dropDrafts();
  location.assign("/login");
}

/** Any failure, told in the same words. */
export function reportOf(error: unknown): TroubleReport {
  if (error instanceof Trouble) return error.report;
  return {
    code: "internal",
    title: "Internal error",
    detail: "The page came upon something that it did not expect.",
    remedy: "Load the page again. If it stays, look into the server's log.",
  };
}

/** Where one signs in and comes back to the present page. */
export function signInUrl({ pathname, search }: Pick<Location, "pathname" | "search">): string {
  return `/login?next=${encodeURIComponent(pathname + search)}`;
}

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** Sends a request; one that takes a proof first is sent again, as it was, once that is given. */
async function send(request: Request): Promise<Response> {
  markUnattended(request.headers);
  const again = request.clone();
  const response = await fetch(request);
  if (!(await takesProof(response))) return response;
  return (await proofAsker.ask("who are you")) === "proven" ? fetch(again) : response;
}

async function takesProof(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const said: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return isProblem(said) && said.code === "proof-needed";
}

async function settle<Data>(call: Promise<Answered<Data>>): Promise<Answered<Data>> {
  let answered: Answered<Data>;
  try {
    answered = await call;
  } catch (cause) {
    throw new Trouble(
      {
        code: "unreachable",
        title: "No answer from the console",
        detail: "The server did not answer.",
        remedy: "Check the network, and that the server runs. The page tries again by itself.",
      },
      { cause },
    );
  }
  if (answered.response.ok) return answered;
  const report = isProblem(answered.error)
    ? answered.error
    : notUnderstood(answered.response.status);
  if (report.code === "not-signed-in" && !isSigningOut) location.assign(signInUrl(location));
  throw new Trouble(report);
}

function isProblem(value: unknown): value is Problem {
  return (
    isRecord(value) &&
    typeof value.code === "string" &&
    typeof value.title === "string" &&
    typeof value.detail === "string"
  );
}

function notUnderstood(status: number): TroubleReport {
  return {
    code: "internal",
    title: "Unexpected answer",
    detail: `The server, or something between, answered in a way that the page does not know (status ${status}).`,
    remedy: "Load the page again. If it stays, check the proxy in front of the server.",
  };
}
