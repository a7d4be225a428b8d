// How a log stands, below it: that it is followed, has ended, or cannot be read and why; and how much there is.

import { Alert, Button } from "@patternfly/react-core";
import { Sentence } from "../../components/Sentence";
import { counted, listed, number } from "../../util/format";
import { type LogBuffer, MOST_LINES } from "./logBuffer";
import type { Log, LogStatus } from "./useLog";

export interface LogStatusLineProps {
  readonly names: readonly string[];
  readonly log: Log;
  /** Lines that pass the search and the choice of outputs; absent where all do. */
  readonly shown: number | undefined;
}

export function LogStatusLine({ names, log, shown }: LogStatusLineProps) {
  const { status, reopen, buffer } = log;
  const words = statusWords(status, names);
  const isLive = status.kind === "opening" || status.kind === "following";
  return (
    <div className="ad-log-foot">
      <div role="status" className="ad-log-status">
        {isLive ? (
          <span className={`ad-live ad-live-${status.kind}`}>
            {status.kind === "following" && buffer.held === 0
              ? `${words.title} Nothing is written yet.`
              : words.title}
          </span>
        ) : (
          <Alert
            component="h2"
            isInline
            variant={words.variant}
            title={words.title}
            actionLinks={
              status.kind === "interrupted" ? undefined : (
                <Button variant="link" isInline onClick={reopen}>
                  Read it again
                </Button>
              )
            }
          >
            {words.detail === undefined ? null : <Sentence text={words.detail} />}
          </Alert>
        )}
      </div>
      <span className="ad-quiet ad-log-count">{countWords(buffer, shown)}</span>
    </div>
  );
}

interface StatusWords {
  readonly variant: "info" | "warning" | "danger";
  readonly title: string;
  readonly detail?: string;
}

function statusWords(status: LogStatus, names: readonly string[]): StatusWords {
  switch (status.kind) {
    case "opening":
      return { variant: "info", title: "Opening the log…" };
    case "following":
      return { variant: "info", title: "Following: new lines appear as they are written." };
    case "interrupted":
      return {
        variant: "warning",
        title: "Connection lost",
        detail: "The log goes on as soon as the connection is back.",
      };
    case "ended":
      return names.length === 1
        ? {
            variant: "info",
            title: `This is the end of the log of ${names[0]}`,
            detail: "When it is started again, its new lines appear here.",
          }
        : {
            variant: "info",
            title: `This is the end of the logs of ${listed(names)}`,
            detail: "When one of them is started again, its new lines appear here.",
          };
    case "failed":
      return { variant: "danger", title: "The log cannot be read", detail: status.message };
  }
}

/** "12 of 1,000 lines, 34 skipped, 500 older dropped (100,000 kept)". */
function countWords({ held, dropped, skipped }: LogBuffer, shown: number | undefined): string {
  const parts = [
    shown === undefined ? counted(held, "line") : `${number(shown)} of ${counted(held, "line")}`,
  ];
  if (skipped > 0) parts.push(`${number(skipped)} skipped`);
  if (dropped > 0) parts.push(`${number(dropped)} older dropped (${number(MOST_LINES)} kept)`);
  return parts.join(", ");
}
