// What a deployment's card folds away: its kernel arguments, and what the host says that the console does not know.

import { ExpandableSection } from "@patternfly/react-core";
import { useState } from "react";
import { Terms } from "../../components/Terms";
import { counted } from "../../util/format";
import { ArgumentLines } from "./ArgumentLines";
import { differenceOf } from "./kernelArguments";
import { valueWords } from "./words";

export interface KernelArgumentsProps {
  /** Those of the booted deployment, to compare with. */
  readonly present: readonly string[] | undefined;
  readonly these: readonly string[];
}

export function KernelArguments({ present, these }: KernelArgumentsProps) {
  const [isOpen, setOpen] = useState(false);
  const lines = present === undefined ? [] : differenceOf(present, these);
  const differs = lines.length === 0 ? "" : `, ${counted(lines.length, "difference")} from booted`;
  return (
    <ExpandableSection
      toggleText={`Kernel arguments (${these.length}${differs})`}
      isExpanded={isOpen}
      onToggle={(_event, open) => setOpen(open)}
    >
      {present === undefined ? null : (
        <ArgumentLines lines={lines} none="The same as those of what is booted." />
      )}
      <p className="ad-mono ad-break">{these.join(" ")}</p>
    </ExpandableSection>
  );
}

export function FurtherFacts({ facts }: { facts: Readonly<Record<string, unknown>> }) {
  const [isOpen, setOpen] = useState(false);
  const terms = Object.entries(facts).map(([term, value]) => ({
    term,
    description: valueWords(value),
  }));
  return (
    <ExpandableSection
      toggleText={`More that the host says (${terms.length})`}
      isExpanded={isOpen}
      onToggle={(_event, open) => setOpen(open)}
    >
      <Terms terms={terms} />
    </ExpandableSection>
  );
}
