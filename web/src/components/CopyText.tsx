// A checksum or address that is shown short and copied whole.

import { ClipboardCopyButton, Tooltip } from "@patternfly/react-core";
import { useId, useState } from "react";
import { useAnnounce } from "./Announcer";

export interface CopyTextProps {
  /** What it is, e.g. "checksum". */
  readonly what: string;
  readonly shown: string;
  readonly whole: string;
}

export function CopyText({ what, shown, whole }: CopyTextProps) {
  const id = useId();
  const [copied, setCopied] = useState(false);
  const announce = useAnnounce();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(whole);
      setCopied(true);
    } catch {
      // Browsers give the clipboard to pages over TLS and on the own machine only.
      announce({
        variant: "warning",
        title: "The browser does not allow copying here",
        detail: `The ${what} is ${whole}`,
      });
    }
  };
  return (
    <span className="ad-copy">
      <Tooltip content={whole} maxWidth="40rem">
        <code className="ad-mono" id={`${id}-text`}>
          {shown}
        </code>
      </Tooltip>
      <ClipboardCopyButton
        id={`${id}-button`}
        textId={`${id}-text`}
        aria-label={`Copy ${what} ${shown}`}
        variant="plain"
        hasNoPadding
        onClick={copy}
        onTooltipHidden={() => setCopied(false)}
      >
        {copied ? "Copied" : `Copy ${what}`}
      </ClipboardCopyButton>
    </span>
  );
}
