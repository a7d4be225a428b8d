// The sections of the form, in their order.

import type { ReactNode } from "react";
import { CommandPart } from "./CommandPart";
import { EnvironmentPart } from "./EnvironmentPart";
import { HealthPart } from "./HealthPart";
import { ImagePart } from "./ImagePart";
import { LabelsPart } from "./LabelsPart";
import { LimitsPart } from "./LimitsPart";
import { SECTIONS, type Section } from "./model";
import { NetworkPart } from "./NetworkPart";
import { PortsPart } from "./PortsPart";
import { RightsPart } from "./RightsPart";
import { StoragePart } from "./StoragePart";
import { FormSection, type PartProps } from "./section";
import { summary, TITLES } from "./summaries";
import type { FormState } from "./useContainerForm";

export interface FormSectionsProps {
  readonly host: string;
  readonly state: FormState;
  readonly isEdit: boolean;
}

export function FormSections({ host, state, isEdit }: FormSectionsProps) {
  const { form, set, complaints, open, toggle } = state;
  return SECTIONS.map((section) => (
    <FormSection
      key={section}
      name={section}
      title={TITLES[section]}
      summary={summary(section, form)}
      isOpen={open.has(section)}
      onToggle={() => toggle(section)}
    >
      {part(section, { host, form, set, complaints }, isEdit)}
    </FormSection>
  ));
}

function part(section: Section, props: PartProps, isEdit: boolean): ReactNode {
  switch (section) {
    case "image":
      return <ImagePart {...props} isEdit={isEdit} />;
    case "command":
      return <CommandPart {...props} />;
    case "ports":
      return <PortsPart {...props} />;
    case "storage":
      return <StoragePart {...props} />;
    case "environment":
      return <EnvironmentPart {...props} isEdit={isEdit} />;
    case "network":
      return <NetworkPart {...props} />;
    case "limits":
      return <LimitsPart {...props} />;
    case "health":
      return <HealthPart {...props} />;
    case "labels":
      return <LabelsPart {...props} />;
    case "rights":
      return <RightsPart {...props} />;
  }
}
