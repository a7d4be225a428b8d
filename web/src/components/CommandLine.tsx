// The command line that does the same on the host, to be copied.

import { ClipboardCopyButton } from "@patternfly/react-core";
import { useId } from "react";
import { useCopy } from "../hooks/useCopy";

export function CommandLine({ line }: { line: string }) {
  const id = useId();
  const { copied, copy, reset } = useCopy("command", line);
  return (
    <div className="ad-command">
      <div className="ad-quiet">The same on the host</div>
      <div className="ad-command-line">
        <code id={`${id}-text`}>{line}</code>
        <ClipboardCopyButton
          id={`${id}-button`}
          textId={`${id}-text`}
          aria-label="Copy the command"
          variant="plain"
          hasNoPadding
          onClick={copy}
          onTooltipHidden={reset}
        >
          {copied ? "Copied" : "Copy the command"}
        </ClipboardCopyButton>
      </div>
    </div>
  );
}
