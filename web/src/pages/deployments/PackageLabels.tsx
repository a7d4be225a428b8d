// Packages by name, the first few shown.

import { Label, LabelGroup } from "@patternfly/react-core";

export interface PackageLabelsProps {
  readonly what: string;
  readonly names: readonly string[];
}

export function PackageLabels({ what, names }: PackageLabelsProps) {
  return (
    <LabelGroup aria-label={what} numLabels={6}>
      {names.map((name) => (
        <Label key={name} isCompact color="grey">
          {name}
        </Label>
      ))}
    </LabelGroup>
  );
}
