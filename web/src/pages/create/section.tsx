// One foldable section of the form, with what is set in it in words, so that it need not be open.

import {
  Card,
  CardBody,
  CardExpandableContent,
  CardHeader,
  CardTitle,
} from "@patternfly/react-core";
import type { ReactNode } from "react";
import type { ContainerForm } from "./model";
import type { Complaint } from "./toSpec";

/** What every section works on. */
export interface PartProps {
  readonly host: string;
  readonly form: ContainerForm;
  readonly set: (patch: Partial<ContainerForm>) => void;
  readonly complaints: readonly Complaint[];
}

/** What is wrong with a field. */
export function complaintOf(complaints: readonly Complaint[], field: string): string | undefined {
  return complaints.find((complaint) => complaint.field === field)?.says;
}

export interface FormSectionProps {
  readonly name: string;
  readonly title: string;
  /** What is set in it. */
  readonly summary: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

export function FormSection({
  name,
  title,
  summary,
  isOpen,
  onToggle,
  children,
}: FormSectionProps) {
  const id = `section-${name}`;
  return (
    <Card
      component="section"
      aria-labelledby={id}
      id={`${id}-card`}
      isExpanded={isOpen}
      isCompact
      className="ad-form-section"
    >
      <CardHeader
        onExpand={onToggle}
        toggleButtonProps={{
          id: `${id}-toggle`,
          "aria-label": isOpen ? "Fold" : "Unfold",
          "aria-labelledby": `${id}-toggle ${id}`,
          "aria-expanded": isOpen,
        }}
      >
        <CardTitle>
          <h2 id={id} className="ad-form-title">
            {title}
          </h2>
          {isOpen ? null : <span className="ad-quiet ad-break">{summary}</span>}
        </CardTitle>
      </CardHeader>
      <CardExpandableContent>
        <CardBody className="ad-form-body">{children}</CardBody>
      </CardExpandableContent>
    </Card>
  );
}
