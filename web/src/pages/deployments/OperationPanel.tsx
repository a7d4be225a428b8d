// An operation as it goes: how far it is, what it says, and how it ended. Lives in the server, so it
// survives a reload and every browser sees the same.

import {
  Alert,
  AlertActionCloseButton,
  Card,
  CardBody,
  CardHeader,
  CardTitle,
  ExpandableSection,
  Progress,
  ProgressMeasureLocation,
} from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { useOperationUpdates } from "../../api/channels";
import type { Schema } from "../../api/client";
import { useAnnounce } from "../../components/Announcer";
import { Moment } from "../../components/Moment";
import { operationWords } from "../../components/operationWords";
import { Sentence } from "../../components/Sentence";
import { bytes, duration, rate } from "../../util/format";

type Operation = Schema<"Operation">;

export interface OperationPanelProps {
  readonly operation: Operation;
  readonly onDismiss: () => void;
}

export function OperationPanel({ operation, onDismiss }: OperationPanelProps) {
  useOperationUpdates(operation);
  useAnnouncedEnd(operation);
  const { state, started_by: by, started_at: at } = operation;
  const { under } = operationWords(operation);
  if (state !== "running") return <Ended operation={operation} onDismiss={onDismiss} />;
  return (
    <Card className="ad-operation" component="section" aria-label={under}>
      <CardHeader>
        <CardTitle component="h2">{under}</CardTitle>
        <p className="ad-quiet">
          Started by {by}, <Moment at={at} />. You can leave this page: it goes on.
        </p>
      </CardHeader>
      <CardBody>
        <ProgressOf operation={operation} />
        <Messages operation={operation} />
      </CardBody>
    </Card>
  );
}

function ProgressOf({ operation }: { operation: Operation }) {
  const { kind, progress } = operation;
  const task = progress?.task ?? "Waiting for the update service";
  const percent = progress?.percent;
  const known = typeof percent === "number";
  return (
    <>
      <Progress
        id={`progress-${kind}`}
        title={task}
        value={known ? percent : undefined}
        label={known ? `${percent} %` : ""}
        valueText={known ? `${percent} percent: ${task}` : task}
        measureLocation={known ? ProgressMeasureLocation.top : ProgressMeasureLocation.none}
        className={known ? undefined : "ad-progress-unknown"}
        aria-label={operationWords(operation).under}
      />
      <p className="ad-quiet ad-amount">{progress ? amountWords(progress) : ""}</p>
    </>
  );
}

function amountWords({ bytes: fetched, bytes_per_second: speed }: Schema<"Progress">): string {
  if (typeof fetched !== "number") return "";
  const amount = `${bytes(fetched)} downloaded`;
  return typeof speed === "number" && speed > 0 ? `${amount}, ${rate(speed)}` : amount;
}

function Ended({ operation, onDismiss }: OperationPanelProps) {
  const { state, error, log, started_at: start, finished_at: end } = operation;
  const isGood = state === "succeeded";
  const words = operationWords(operation);
  const title = isGood ? words.done : words.failed;
  const took = end ? `It took ${duration(Date.parse(end) - Date.parse(start))}.` : "";
  return (
    <Alert
      component="h2"
      isInline
      variant={isGood ? "success" : "danger"}
      title={title}
      actionClose={<AlertActionCloseButton aria-label={`Dismiss: ${title}`} onClose={onDismiss} />}
    >
      <p>
        <Sentence text={error ?? lastWord(log)} />
      </p>
      <p>
        Started by {operation.started_by}. {took}
      </p>
      <Messages operation={operation} />
    </Alert>
  );
}

/** What the update service said last, but for the tasks it began: those end in "…". */
function lastWord(log: readonly string[]): string {
  return log.filter((line) => !line.endsWith("…")).at(-1) ?? "";
}

function Messages({ operation: { log, state } }: { operation: Operation }) {
  const [isOpen, setOpen] = useState(state !== "succeeded");
  if (log.length === 0) return null;
  return (
    <ExpandableSection
      toggleText="Messages of the update service"
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
  const { state, error } = operation;
  const { done, failed } = operationWords(operation);
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    const detail = error ?? undefined;
    if (state === "succeeded") announce({ variant: "success", title: done });
    if (state === "failed") announce({ variant: "danger", title: failed, detail });
  }, [announce, state, done, failed, error]);
}
