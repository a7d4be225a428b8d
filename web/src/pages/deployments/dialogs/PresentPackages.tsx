// Packages that are there, each with a box to change it.

import { Checkbox } from "@patternfly/react-core";
import { useId } from "react";

export interface PresentPackagesProps {
  readonly names: readonly string[];
  readonly chosen: readonly string[];
  readonly words: (name: string) => string;
  readonly onToggle: (name: string) => void;
}

export function PresentPackages({ names, chosen, words, onToggle }: PresentPackagesProps) {
  const id = useId();
  return names.map((name) => (
    <Checkbox
      key={name}
      id={`${id}-${name}`}
      label={words(name)}
      isChecked={chosen.includes(name)}
      onChange={() => onToggle(name)}
    />
  ));
}
