// What is between two lists of kernel arguments, a line each: "−" goes, "+" comes.

import type { ArgumentDifference } from "./kernelArguments";

export interface ArgumentLinesProps {
  readonly lines: readonly ArgumentDifference[];
  /** Said where nothing differs. */
  readonly none: string;
}

export function ArgumentLines({ lines, none }: ArgumentLinesProps) {
  if (lines.length === 0) return <p className="ad-quiet">{none}</p>;
  return (
    <ul className="ad-argument-lines">
      {lines.map(({ how, text }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: arguments repeat, and their order is theirs
        <li key={place} className={`ad-argument-${how}`}>
          <span className="pf-v6-screen-reader">{how === "added" ? "Added: " : "Removed: "}</span>
          <span aria-hidden="true">{how === "added" ? "+ " : "− "}</span>
          {text}
        </li>
      ))}
    </ul>
  );
}
