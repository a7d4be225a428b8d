// Copying to the clipboard, and a word where the browser does not allow it.

import { useState } from "react";
import { useAnnounce } from "../components/Announcer";

/** Longer ones are no help in a message. */
const SAYABLE = 300;

export interface Copy {
  readonly copied: boolean;
  readonly copy: () => Promise<void>;
  /** Forgets that it was copied, for the next time. */
  readonly reset: () => void;
}

/** `what` names the text, e.g. "checksum". */
export function useCopy(what: string, text: string): Copy {
  const [copied, setCopied] = useState(false);
  const announce = useAnnounce();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Browsers give the clipboard to pages over TLS and on the own machine only.
      announce({
        variant: "warning",
        title: "The browser does not allow copying here",
        detail:
          text.length > SAYABLE
            ? `Mark the ${what} and copy it by hand.`
            : `The ${what} is ${text}`,
      });
    }
  };
  return { copied, copy, reset: () => setCopied(false) };
}
