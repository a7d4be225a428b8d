// A command as words: typed with quotes as in a shell, sent as a list. Nothing is ever expanded.

export type Words =
  | { readonly words: readonly string[]; readonly problem?: undefined }
  | { readonly problem: string };

/** Splits at white space; quotes and backslashes keep it together as in a shell. */
export function splitWords(text: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else if (char === "\\" && quote === '"' && /["\\$`]/.test(text.charAt(at + 1))) {
        at += 1;
        word += text.charAt(at);
      } else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (char === "\\") {
      at += 1;
      if (at === text.length) return { problem: "It ends with a backslash: nothing follows it." };
      // A backslash at the end of a line goes with the line's end.
      if (text.charAt(at) !== "\n") word = (word ?? "") + text.charAt(at);
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (quote !== undefined) return { problem: `A quote (${quote}) is opened and not closed.` };
  if (word !== undefined) words.push(word);
  return { words };
}

/** The text that `splitWords` makes these words of. */
export function joinWords(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
