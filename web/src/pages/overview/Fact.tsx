// One line of a card: a name and what it is; "not known" where the host does not say.

import {
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
} from "@patternfly/react-core";
import type { ReactNode } from "react";

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  const isKnown = children !== null && children !== undefined && children !== "";
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{name}</DescriptionListTerm>
      <DescriptionListDescription>
        {isKnown ? children : <span className="ad-quiet">Not known</span>}
      </DescriptionListDescription>
    </DescriptionListGroup>
  );
}
