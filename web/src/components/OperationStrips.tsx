// The host's operations of some kinds, a slim line each, above what they change: those that run, and those
// whose end came while one looked, until one closes it.

import { useState } from "react";
import type { Schema } from "../api/client";
import { useOperations } from "../api/queries";
import { OperationProgress } from "./OperationProgress";

export interface OperationStripsProps {
  readonly host: string;
  readonly kinds: readonly Schema<"OperationKind">[];
  /** `whole`: with their parts from the start. */
  readonly look?: "whole" | "slim";
}

export function OperationStrips({ host, kinds, look = "slim" }: OperationStripsProps) {
  const operations = useOperations(host).data?.operations ?? [];
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const running = operations.filter(
    ({ kind, state }) => kinds.includes(kind) && state === "running",
  );
  // What ran here and ended is shown until it is closed; what ended before one came is history.
  if (running.some(({ id }) => !seen.has(id))) {
    setSeen(new Set([...seen, ...running.map(({ id }) => id)]));
  }
  const shown = operations.filter(({ id, kind }) => kinds.includes(kind) && seen.has(id));
  if (shown.length === 0) return null;
  const dismiss = (id: string) => setSeen(new Set([...seen].filter((other) => other !== id)));
  return (
    <ul className="ad-operations" aria-label="Operations">
      {shown.map((operation) => (
        <li key={operation.id}>
          <OperationProgress
            operation={operation}
            look={look}
            onDismiss={() => dismiss(operation.id)}
          />
        </li>
      ))}
    </ul>
  );
}
