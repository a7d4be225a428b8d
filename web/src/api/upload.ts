// Sends a file as a request's body and says how far it is; `fetch` cannot tell that. The answer is
// taken as everywhere else.

import { answer } from "./client";
import { decodeJson } from "./frames";

export interface Upload<Data> {
  readonly url: string;
  readonly body: Blob;
  /** Bytes sent so far. */
  readonly onProgress: (sent: number) => void;
  readonly signal: AbortSignal;
  /** Whether the answer is what it should be. */
  readonly isData: (value: unknown) => value is Data;
}

/** Throws a `Trouble`, and the reason of `signal` where somebody ended it. */
export async function upload<Data>({ url, body, onProgress, signal, isData }: Upload<Data>) {
  const sent = new Promise<XMLHttpRequest>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("content-type", "application/x-tar");
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Error("no answer")));
    request.addEventListener("abort", () => reject(signal.reason));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
  try {
    return await answer<Data>(sent.then((request) => answered(request, isData)));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

function answered<Data>(request: XMLHttpRequest, isData: Upload<Data>["isData"]) {
  const value = decodeJson(request.responseText);
  const response = new Response(null, { status: request.status });
  return response.ok && isData(value) ? { data: value, response } : { error: value, response };
}
