// The thread that searches: a pattern that takes for ever stops this, and not the page, which ends it.

import { Matcher } from "./search";

/** What the page asks. */
export type Ask =
  | { readonly kind: "lines"; readonly first: number; readonly texts: readonly string[] }
  | { readonly kind: "drop"; readonly before: number }
  | {
      readonly kind: "search";
      readonly id: number;
      readonly source: string;
      readonly flags: string;
    };

/** Lines between two looks at what else the page asks. */
const STEP = 2_000;

const matcher = new Matcher();
let id = 0;
let isScheduled = false;

function work(): void {
  isScheduled = false;
  const found = matcher.step(STEP);
  if (found === undefined) return;
  postMessage({ id, ...found }, { transfer: [found.hits.buffer] });
  schedule();
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(work);
}

addEventListener("message", ({ data }: MessageEvent<Ask>) => {
  switch (data.kind) {
    case "lines":
      matcher.add(data.first, data.texts);
      break;
    case "drop":
      matcher.drop(data.before);
      break;
    case "search":
      id = data.id;
      matcher.begin(data.source, data.flags);
      break;
  }
  schedule();
});
