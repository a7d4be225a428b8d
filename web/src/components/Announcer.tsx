// Says how things went: a message that appears for a while, and is read out by a screen reader. One
// for the whole app; failures stay until they are closed.

import { Alert, AlertActionCloseButton, AlertGroup, Button } from "@patternfly/react-core";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { reportOf } from "../api/client";
import { fullSentence } from "../util/format";

export interface Announcement {
  readonly variant: "success" | "info" | "warning" | "danger";
  readonly title: string;
  readonly detail?: string;
  /** A way back, or on. */
  readonly action?: { readonly words: string; readonly run: () => void };
}

/** How long good news stay, in ms. */
const SHOWN_FOR = 8_000;
/** And where they offer something to do. */
const OFFERED_FOR = 20_000;
/** More than these at once nobody reads. */
const AT_MOST = 4;

const AnnounceContext = createContext<(announcement: Announcement) => void>(() => {});

export function useAnnounce(): (announcement: Announcement) => void {
  return useContext(AnnounceContext);
}

/** What to say of a failure: `title` says what did not work, the detail why and what to do. */
export function failureOf(title: string, error: unknown): Announcement {
  const { detail, remedy } = reportOf(error);
  return {
    variant: "danger",
    title,
    detail: [detail, remedy ?? ""].map(fullSentence).join(" ").trim(),
  };
}

export function Announcer({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly (Announcement & { readonly id: number })[]>([]);
  const lastId = useRef(0);
  const announce = useCallback((announcement: Announcement) => {
    lastId.current += 1;
    const id = lastId.current;
    setShown((before) => [{ ...announcement, id }, ...before].slice(0, AT_MOST));
  }, []);
  const remove = (id: number) => setShown((before) => before.filter((other) => other.id !== id));
  return (
    <AnnounceContext value={announce}>
      {children}
      <AlertGroup hasAnimations isToast isLiveRegion>
        {shown.map(({ id, variant, title, detail, action }) => (
          <Alert
            component="p"
            key={id}
            variant={variant}
            title={title}
            timeout={variant === "danger" ? false : action === undefined ? SHOWN_FOR : OFFERED_FOR}
            onTimeout={() => remove(id)}
            actionLinks={
              action === undefined ? undefined : (
                <Button
                  variant="link"
                  isInline
                  onClick={() => {
                    remove(id);
                    action.run();
                  }}
                >
                  {action.words}
                </Button>
              )
            }
            actionClose={
              <AlertActionCloseButton aria-label={`Dismiss: ${title}`} onClose={() => remove(id)} />
            }
          >
            {detail}
          </Alert>
        ))}
      </AlertGroup>
    </AnnounceContext>
  );
}
