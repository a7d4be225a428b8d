// What stands in a page's or card's place when its data cannot be shown: denied, not offered by this
// host, or failed. Says what went wrong, what to do, and offers to try again.

import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from "@patternfly/react-core";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import PlugIcon from "@patternfly/react-icons/dist/esm/icons/plug-icon";
import type { TroubleReport } from "../api/client";
import { Sentence } from "./Sentence";

export interface TroubleStateProps {
  readonly report: TroubleReport;
  readonly retry?: () => void;
  readonly retrying?: boolean;
}

export function TroubleState({ report, retry, retrying = false }: TroubleStateProps) {
  const { title, detail, remedy } = report;
  return (
    <EmptyState titleText={title} headingLevel="h2" variant="lg" {...lookOf(report)}>
      <EmptyStateBody>
        <p>
          <Sentence text={detail} />
        </p>
        {remedy ? (
          <p className="ad-remedy">
            <Sentence text={remedy} />
          </p>
        ) : null}
      </EmptyStateBody>
      {retry !== undefined && report.code !== "denied" ? (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="secondary" onClick={retry} isLoading={retrying}>
              Try again
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      ) : null}
    </EmptyState>
  );
}

/** Nothing is broken where a role ends or a host has no such thing, so those do not look like it. */
function lookOf({ code }: TroubleReport) {
  if (code === "denied") return { icon: LockIcon };
  if (code === "not-available") return { icon: PlugIcon };
  return { status: "danger" } as const;
}
