// Facts as a list of terms and what they are, one below the other.

import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from "@patternfly/react-core";
import type { ReactNode } from "react";

export interface Term {
  readonly term: string;
  /** The fact is left out where it is `undefined`. */
  readonly description: ReactNode;
}

export function fact(term: string, description: ReactNode): Term {
  return { term, description };
}

export function Terms({ terms }: { terms: readonly Term[] }) {
  return (
    <DescriptionList isHorizontal isCompact isFluid>
      {terms
        .filter(({ description }) => description !== undefined)
        .map(({ term, description }) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{term}</DescriptionListTerm>
            <DescriptionListDescription className="ad-break">
              {description}
            </DescriptionListDescription>
          </DescriptionListGroup>
        ))}
    </DescriptionList>
  );
}
