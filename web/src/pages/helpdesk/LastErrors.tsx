// The last lines that a container wrote as errors; where it writes none, its last lines.

import { Alert, Button, Skeleton } from "@patternfly/react-core";
import { useState } from "react";
import { type LogLine, useLogChannel } from "../../api/logs";
import { Sentence } from "../../components/Sentence";
import { useNow } from "../../hooks/useNow";
import { plainText } from "../logs/ansi";
import { moment } from "./cardWords";
import { lastErrors } from "./lastErrors";

/** So many lines are looked through. */
const LOOKED_THROUGH = 500;

interface Read {
  readonly lines: readonly LogLine[];
  readonly state: "reading" | "read" | { readonly failed: string };
}

export function LastErrors({ container }: { container: string }) {
  const [round, setRound] = useState(0);
  const [read, setRead] = useState<Read>({ lines: [], state: "reading" });
  const now = useNow();
  const query = () => ({ containers: [container], tail: LOOKED_THROUGH, follow: false });
  useLogChannel(`${container} ${round}`, query, {
    ready: () => setRead({ lines: [], state: "reading" }),
    lines: (more) =>
      setRead(({ lines, state }) => ({
        lines: [...lines, ...more].slice(-LOOKED_THROUGH),
        state,
      })),
    credit: (answer) => answer(),
    closed: ({ problem, message }) =>
      setRead(({ lines }) => ({
        lines,
        state: problem === undefined ? "read" : { failed: message ?? "the log could not be read" },
      })),
  });
  const { lines, state } = read;
  if (state === "reading") {
    return <Skeleton height="6rem" screenreaderText="Loading the last errors" />;
  }
  const again = (
    <Button
      variant="link"
      isInline
      onClick={() => {
        setRead({ lines: [], state: "reading" });
        setRound(round + 1);
      }}
    >
      Look again
    </Button>
  );
  if (typeof state === "object") {
    return (
      <Alert
        component="p"
        isInline
        variant="danger"
        title="The log could not be read"
        actionLinks={again}
      >
        <Sentence text={state.failed} />
      </Alert>
    );
  }
  const { kind, shown } = lastErrors(lines);
  return (
    <section aria-label={`Last errors of ${container}`} className="ad-care-part">
      <p className="ad-quiet">
        {WORDS[kind]} {again}
      </p>
      {shown.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
        <ol className="ad-care-lines" tabIndex={0} aria-label="Lines">
          {shown.map(({ at, text }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat, and never move
            <li key={place}>
              {at === undefined ? null : <time dateTime={at}>{moment(at, now)}</time>}{" "}
              {plainText(text)}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

const WORDS = {
  errors: "The last lines that it wrote as errors, newest first.",
  others: "It wrote nothing as an error lately. Its last lines, newest first.",
  none: "It has written nothing.",
} as const;
