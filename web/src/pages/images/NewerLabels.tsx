// What the registries said of an image's tags, as labels.

import { Label, Tooltip } from "@patternfly/react-core";
import ArrowCircleUpIcon from "@patternfly/react-icons/dist/esm/icons/arrow-circle-up-icon";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import QuestionCircleIcon from "@patternfly/react-icons/dist/esm/icons/question-circle-icon";
import type { Schema } from "../../api/client";
import { dateTime, fullSentence } from "../../util/format";

export function NewerLabels({ newer }: { newer: readonly Schema<"NewerImage">[] }) {
  if (newer.length === 0) return <span className="ad-quiet">Not asked yet</span>;
  return (
    <div className="ad-labels">
      {newer.map((one) => (
        <Tooltip key={one.reference} content={wordsOf(one)}>
          {/* In a box of its own that takes the focus, so that the tooltip opens by keyboard. */}
          <Label isCompact variant="outline" {...lookOf(one.answer)} tabIndex={0}>
            {TITLES[one.answer.kind]}
          </Label>
        </Tooltip>
      ))}
    </div>
  );
}

const TITLES: Record<Schema<"NewerAnswer">["kind"], string> = {
  current: "Up to date",
  newer: "Newer one there",
  local: "Local only",
  unknown: "Not known",
};

function wordsOf({ reference, checked_at: at, answer }: Schema<"NewerImage">): string {
  const asked = `Asked ${dateTime(at)}.`;
  switch (answer.kind) {
    case "current":
      return `The registry has the same image by ${reference}. ${asked}`;
    case "newer":
      return `The registry has another image by ${reference}. ${asked}`;
    case "local":
      return `${reference} was made here, or its registry is not known.`;
    case "unknown":
      return `${reference}: ${fullSentence(answer.reason)} ${asked}`;
  }
}

function lookOf(answer: Schema<"NewerAnswer">) {
  switch (answer.kind) {
    case "current":
      return { status: "success", icon: <CheckCircleIcon /> } as const;
    case "newer":
      return { color: "blue", icon: <ArrowCircleUpIcon /> } as const;
    case "local":
      return { color: "grey" } as const;
    case "unknown":
      return { color: "grey", icon: <QuestionCircleIcon /> } as const;
  }
}
