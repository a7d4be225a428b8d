// What the server says in passing, as a sentence of a page: a capital, a full stop, and what stands
// between backticks as code.

import { fullSentence } from "../util/format";

export function Sentence({ text }: { text: string }) {
  const parts = fullSentence(text).split("`");
  // An odd part stands between two backticks; parts repeat, so their place is their key.
  return parts.map((part, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change in part
    place % 2 === 0 ? part : <code key={place}>{part}</code>,
  );
}
