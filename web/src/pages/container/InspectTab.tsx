// What the engine says of the container, word for word. It holds the environment, so that reading it is
// recorded, and waits until somebody asks.

import {
  Alert,
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from "@patternfly/react-core";
import CodeIcon from "@patternfly/react-icons/dist/esm/icons/code-icon";
import CopyIcon from "@patternfly/react-icons/dist/esm/icons/copy-icon";
import { reportOf } from "../../api/client";
import { useInspect } from "../../api/containers";
import { Sentence } from "../../components/Sentence";
import { useCopy } from "../../hooks/useCopy";
import type { TabProps } from "./tabs";

export function Component({ host, name }: TabProps) {
  const inspect = useInspect(host, name);
  if (inspect.data !== undefined) {
    return (
      <Raw
        text={JSON.stringify(inspect.data, undefined, 2)}
        renew={() => inspect.mutate()}
        isPending={inspect.isPending}
      />
    );
  }
  return (
    <EmptyState titleText="The engine's own description" headingLevel="h2" icon={CodeIcon}>
      <EmptyStateBody>
        It holds the whole environment, with all secrets. That you read it is recorded in the audit
        log.
      </EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          <Button
            variant="secondary"
            isLoading={inspect.isPending}
            onClick={() => inspect.mutate()}
          >
            Show the description
          </Button>
        </EmptyStateActions>
        {inspect.error === null ? null : (
          <Alert component="h3" isInline variant="danger" title={reportOf(inspect.error).title}>
            <Sentence text={reportOf(inspect.error).detail} />
          </Alert>
        )}
      </EmptyStateFooter>
    </EmptyState>
  );
}

interface RawProps {
  readonly text: string;
  readonly renew: () => void;
  readonly isPending: boolean;
}

function Raw({ text, renew, isPending }: RawProps) {
  const { copied, copy } = useCopy("description", text);
  return (
    <>
      <div className="ad-tab-head">
        <p className="ad-quiet">As the engine says it, when it was asked.</p>
        <div className="ad-state-line">
          <Button variant="secondary" icon={<CopyIcon />} onClick={() => void copy()}>
            {copied ? "Copied" : "Copy"}
          </Button>
          <Button variant="link" isLoading={isPending} onClick={renew}>
            Ask again
          </Button>
        </div>
      </div>
      <section
        className="ad-raw"
        aria-label="Description"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        {text}
      </section>
    </>
  );
}
