// A checksum or address that is shown short and copied whole.

import { ClipboardCopyButton, Tooltip } from "@patternfly/react-core";
import { useId } from "react";
import { useCopy } from "../hooks/useCopy";

export interface CopyTextProps {
  /** What it is, e.g. "checksum". */
  readonly what: string;
  readonly shown: string;
  readonly whole: string;
}

export function CopyText({ what, shown, whole }: CopyTextProps) {
  const id = useId();
  const { copied, copy, reset } = useCopy(what, whole);
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
        onTooltipHidden={reset}
      >
        {copied ? "Copied" : `Copy ${what}`}
      </ClipboardCopyButton>
    </span>
  );
}
