// The reason that some roles give for starting, stopping and restarting containers: asked of the person before the
// request is sent, where the session says that it takes one.

import type { QueryClient } from "@tanstack/react-query";
import { createAsker } from "./asking";
import { type Schema, Trouble } from "./client";
import { keys } from "./queries";

/** Asks for a reason; the question says what for, e.g. "Restart shop-web". */
export const reasonAsker = createAsker<string, string>("queueing");

/** The person does not want to give a reason, so nothing is done. */
export class NoReason extends Trouble {
  constructor() {
    super({ code: "invalid-request", title: "Not done", detail: "No reason was given." });
    this.name = "NoReason";
  }
}

/** What the request says of its reason; asks for one where it takes one. Throws `NoReason`. */
export async function withReason(
  client: QueryClient,
  what: string,
  given?: string,
): Promise<{ reason?: string }> {
  if (given !== undefined) return { reason: given };
  const session = client.getQueryData<Schema<"Whoami">>(keys.session);
  if (session?.reason_required !== true) return {};
  const reason = await reasonAsker.ask(what);
  if (reason === undefined) throw new NoReason();
  return { reason };
}
