// The container is there: says so, and leads on.

import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from "@patternfly/react-core";
import { useEffect, useEffectEvent } from "react";
import type { Operation } from "../../api/operations";
import { RouteLink } from "../../components/RouteLink";

export interface MadeProps {
  readonly host: string;
  readonly operation: Operation;
  /** Its name; the engine made one up where nobody gave one. */
  readonly name: string | undefined;
  readonly isEdit: boolean;
  /** What was typed is of no more use. */
  readonly onSeen: () => void;
  readonly onAgain: () => void;
}

export function Made({ host, operation, name, isEdit, onSeen, onAgain }: MadeProps) {
  const seen = useEffectEvent(onSeen);
  useEffect(() => seen(), []);
  const containers = `/hosts/${host}/containers`;
  return (
    <EmptyState
      status="success"
      headingLevel="h2"
      titleText={isEdit ? `${name} is made again` : `${name || "The container"} is there`}
    >
      <EmptyStateBody>
        {/* As it is: it may begin with a name, whose case counts. */}
        {operation.outcome}
      </EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          <Button
            component={RouteLink}
            href={name ? `${containers}/${encodeURIComponent(name)}` : containers}
          >
            {name ? `Go to ${name}` : "Go to the containers"}
          </Button>
        </EmptyStateActions>
        {isEdit ? null : (
          <EmptyStateActions>
            <Button variant="link" onClick={onAgain}>
              Create another one
            </Button>
          </EmptyStateActions>
        )}
      </EmptyStateFooter>
    </EmptyState>
  );
}
