// Health first: what needs a person, each with the way there; or that all is well.

import { Alert, Button } from "@patternfly/react-core";
import { RouteLink } from "../../components/RouteLink";
import type { AttentionItem } from "./attentionOf";

export interface AttentionProps {
  readonly items: readonly AttentionItem[];
  /** Everything was looked at, so that "all good" is true. */
  readonly isComplete: boolean;
}

export function Attention({ items, isComplete }: AttentionProps) {
  if (items.length === 0 && !isComplete) return null;
  return (
    <section aria-label="What needs attention" className="ad-attention">
      {items.length === 0 ? (
        <Alert isInline variant="success" title="All good">
          Nothing on this host needs you.
        </Alert>
      ) : (
        items.map(({ id, variant, title, detail, link }) => (
          <Alert
            key={id}
            isInline
            variant={variant}
            title={title}
            actionLinks={
              <Button
                variant="link"
                isInline
                href={link.to}
                {...(link.to.startsWith("#")
                  ? { component: "a" as const }
                  : { component: RouteLink })}
              >
                {link.words}
              </Button>
            }
          >
            {detail}
          </Alert>
        ))
      )}
    </section>
  );
}
