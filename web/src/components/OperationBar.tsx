// How far an operation is: the bar with its task, and its parts with their bytes.

import { Progress, ProgressMeasureLocation } from "@patternfly/react-core";
import type { Schema } from "../api/client";
import type { Operation } from "../api/operations";
import { bytes, rate } from "../util/format";
import { isOfDeployments, operationWords } from "./operationWords";

type Part = Schema<"ProgressPart">;

export interface OperationBarProps {
  readonly operation: Operation;
  /** `slim`: a line of its own, that names what is done. */
  readonly size?: "whole" | "slim";
}

export function OperationBar({ operation, size = "whole" }: OperationBarProps) {
  const { id, progress } = operation;
  const { under } = operationWords(operation);
  const waiting = isOfDeployments(operation) ? "Waiting for the update service" : "Starting";
  const task = progress?.task ?? waiting;
  const percent = progress?.percent;
  const known = typeof percent === "number";
  return (
    <>
      <Progress
        id={`progress-${id}`}
        title={size === "slim" ? `${under}: ${task}` : task}
        size={size === "slim" ? "sm" : undefined}
        value={known ? percent : undefined}
        label={known ? `${percent} %` : ""}
        valueText={known ? `${percent} percent: ${task}` : task}
        measureLocation={known ? ProgressMeasureLocation.top : ProgressMeasureLocation.none}
        className={known ? undefined : "ad-progress-unknown"}
        aria-label={under}
      />
      {size === "slim" ? null : (
        <p className="ad-quiet ad-amount">{progress ? amountWords(progress) : ""}</p>
      )}
    </>
  );
}

function amountWords({ bytes: fetched, bytes_per_second: speed }: Schema<"Progress">): string {
  if (typeof fetched !== "number") return "";
  const amount = `${bytes(fetched)} downloaded`;
  return typeof speed === "number" && speed > 0 ? `${amount}, ${rate(speed)}` : amount;
}

/** E.g. the layers of an image. */
export function OperationParts({ parts }: { parts: readonly Part[] }) {
  if (parts.length === 0) return null;
  return (
    <ul className="ad-parts" aria-label="Parts">
      {parts.map((part) => (
        <li key={part.name} className="ad-part">
          <span className="ad-part-name" title={part.name}>
            {part.name}
          </span>
          <span className="ad-quiet">{part.done ? part.task || "Done" : part.task}</span>
          <span className="ad-quiet">{partWords(part)}</span>
          <PartBar part={part} />
        </li>
      ))}
    </ul>
  );
}

function PartBar({ part: { name, bytes: count, total_bytes: total, done } }: { part: Part }) {
  const known = typeof count === "number" && typeof total === "number" && total > 0;
  const value = done ? 1 : known ? Math.min(1, count / total) : 0;
  return <progress aria-label={`Progress of ${name}`} max={1} value={value} />;
}

function partWords({ bytes: count, total_bytes: total }: Part): string {
  if (typeof count !== "number") return "";
  return typeof total === "number" ? `${bytes(count)} of ${bytes(total)}` : bytes(count);
}
