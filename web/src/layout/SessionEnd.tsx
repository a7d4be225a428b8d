// Says two minutes before that the session ends: for want of use, which one word of the person prevents; or because
// its time is over, which nothing does.

import { Banner, Button, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import type { Schema } from "../api/client";
import { keys } from "../api/queries";
import { OverDialog } from "../components/OverDialog";
import { clock } from "../util/format";
import { countdown, type Ends, endOf } from "./sessionEnd";

/** Timers of browsers hold no more than this. */
const LONGEST_TIMER = 2 ** 31 - 1;

export function SessionEnd({ session }: { session: Schema<"Whoami"> }) {
  const client = useQueryClient();
  const [now, setNow] = useState(() => Date.now());
  const end = endOf(session, now);
  const isCounting = end.kind === "idle" || end.kind === "expires";
  const lookIn = end.kind === "later" ? Math.min(end.lookIn, LONGEST_TIMER) : 0;
  useEffect(() => {
    if (isCounting) {
      const timer = setInterval(() => setNow(Date.now()), 1_000);
      return () => clearInterval(timer);
    }
    // What was used meanwhile, here or in another tab, only the server knows: asked before anything is said.
    const look = async () => {
      await client.refetchQueries({ queryKey: keys.session });
      setNow(Date.now());
    };
    const timer = setTimeout(() => void look(), lookIn);
    return () => clearTimeout(timer);
  }, [client, lookIn, isCounting]);
  const stay = () => {
    setNow(Date.now());
    void client.invalidateQueries({ queryKey: keys.session });
  };
  return <Said end={end} now={now} onStay={stay} />;
}

interface SaidProps {
  readonly end: Ends;
  readonly now: number;
  readonly onStay: () => void;
}

function Said({ end, now, onStay }: SaidProps) {
  switch (end.kind) {
    case "later":
    case "over":
      return null;
    case "idle":
      return <IdleDialog at={end.at} now={now} onStay={onStay} />;
    case "expires":
      return (
        <Banner status="warning" className="ad-notice" screenReaderText="Your session:">
          You are signed out at {clock(new Date(end.at).toISOString())}, and that cannot be put off.
          Finish what you are at, and sign in again then. <Left ms={end.at - now} />
        </Banner>
      );
  }
}

function IdleDialog({ at, now, onStay }: { at: number; now: number; onStay: () => void }) {
  const id = useId();
  return (
    <OverDialog aria-labelledby={`${id}-title`} onClose={onStay}>
      <ModalHeader title="Are you still there?" labelId={`${id}-title`} />
      <ModalBody>
        Nothing was done here for a while, so you are signed out at{" "}
        {clock(new Date(at).toISOString())}. <Left ms={at - now} />
      </ModalBody>
      <ModalFooter>
        <Button onClick={onStay}>Stay signed in</Button>
      </ModalFooter>
    </OverDialog>
  );
}

/** Not read out each second. */
function Left({ ms }: { ms: number }) {
  return <span aria-hidden="true">{countdown(ms)} left.</span>;
}
