// An operation as it goes: how far it is, its parts, what it says, and how it ended. Lives in the server, so
// it survives a reload and every browser sees the same. Give it the operation of a list or of
// `useOperationStream`.

import {
  Alert,
  AlertActionCloseButton,
  Button,
  Card,
  CardBody,
  CardHeader,
  CardTitle,
  ExpandableSection,
} from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { useOperationUpdates } from "../api/channels";
import type { Operation } from "../api/operations";
import { duration } from "../util/format";
import { useAnnounce } from "./Announcer";
import { CancelOperation } from "./CancelOperation";
import { Moment } from "./Moment";
import { OperationBar, OperationParts } from "./OperationBar";
import { isOfDeployments, operationWords } from "./operationWords";
import { Sentence } from "./Sentence";
import "./operation.css";

export interface OperationProgressProps {
  readonly operation: Operation;
  /** Closes the word of its end; without it, the word stays. */
  readonly onDismiss?: () => void;
  /** Where a page's own heading does not suffice, e.g. in a dialog. */
  readonly headingLevel?: "h2" | "h3";
  /** `slim`: one line while it runs, until one asks for more. */
  readonly look?: "whole" | "slim";
}

export function OperationProgress(props: OperationProgressProps) {
  const { operation, headingLevel = "h2", look = "whole" } = props;
  const [isOpen, setOpen] = useState(look === "whole");
  useOperationUpdates(operation);
  useAnnouncedEnd(operation);
  const { state, started_by: by, started_at: at, progress } = operation;
  const { under } = operationWords(operation);
  if (state !== "running") return <Ended {...props} headingLevel={headingLevel} />;
  if (!isOpen) return <Slim operation={operation} onOpen={() => setOpen(true)} />;
  return (
    <Card className="ad-operation" component="section" aria-label={under}>
      <CardHeader
        actions={{ actions: <CancelOperation operation={operation} />, hasNoOffset: true }}
      >
        <CardTitle component={headingLevel}>{under}</CardTitle>
        <p className="ad-quiet">
          Started by {by}, <Moment at={at} />. You can leave this page: it goes on.
        </p>
      </CardHeader>
      <CardBody>
        <OperationBar operation={operation} />
        <OperationParts parts={progress?.parts ?? []} />
        <Messages operation={operation} />
      </CardBody>
    </Card>
  );
}

function Slim({ operation, onOpen }: { operation: Operation; onOpen: () => void }) {
  return (
    <div className="ad-strip">
      <div className="ad-strip-bar">
        <OperationBar operation={operation} size="slim" />
      </div>
      <Button
        variant="link"
        size="sm"
        aria-label={`Details: ${operationWords(operation).under}`}
        onClick={onOpen}
      >
        Details
      </Button>
      <CancelOperation operation={operation} size="sm" />
    </div>
  );
}

const VARIANTS = { succeeded: "success", failed: "danger", cancelled: "warning" } as const;

function Ended({ operation, onDismiss, headingLevel = "h2" }: OperationProgressProps) {
  const { state, started_at: start, finished_at: end } = operation;
  if (state === "running") return null;
  const title = endOf(operation);
  const took = end ? `It took ${duration(Date.parse(end) - Date.parse(start))}.` : "";
  const said = detailOf(operation);
  return (
    <Alert
      component={headingLevel}
      isInline
      variant={VARIANTS[state]}
      title={title}
      actionClose={
        onDismiss === undefined ? undefined : (
          <AlertActionCloseButton aria-label={`Dismiss: ${title}`} onClose={onDismiss} />
        )
      }
    >
      {said === "" ? null : (
        <p>
          <Sentence text={said} />
        </p>
      )}
      <p>
        Started by {operation.started_by}. {took}
      </p>
      <Messages operation={operation} />
    </Alert>
  );
}

/** How it ended, as a title. */
function endOf(operation: Operation): string {
  const { done, failed, cancelled } = operationWords(operation);
  switch (operation.state) {
    case "succeeded":
    case "running":
      return done;
    case "failed":
      return failed;
    case "cancelled":
      return cancelled;
  }
}

/** Why it failed, what came of it, or what was said last; tasks that were begun end in "…". */
function detailOf({ error, outcome, log }: Operation): string {
  return error ?? outcome ?? log.filter((line) => !line.endsWith("…")).at(-1) ?? "";
}

function Messages({ operation }: { operation: Operation }) {
  const { log, state } = operation;
  const [isOpen, setOpen] = useState(state !== "succeeded");
  if (log.length === 0) return null;
  return (
    <ExpandableSection
      toggleText={isOfDeployments(operation) ? "Messages of the update service" : "Messages"}
      isExpanded={isOpen}
      onToggle={(_event, open) => setOpen(open)}
    >
      <section
        className="ad-messages"
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        {log.join("\n")}
      </section>
    </ExpandableSection>
  );
}

/** Says it when it ends while one looks; not when one comes later. */
function useAnnouncedEnd(operation: Operation): void {
  const announce = useAnnounce();
  const { state } = operation;
  const title = endOf(operation);
  const detail = state === "succeeded" ? undefined : detailOf(operation);
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    if (state !== "running") {
      announce({ variant: VARIANTS[state], title, ...(detail ? { detail } : {}) });
    }
  }, [announce, state, title, detail]);
}
