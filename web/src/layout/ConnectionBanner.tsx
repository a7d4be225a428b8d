// Says when the page does not hear of changes, how long until the next attempt, and when the host
// is restarting. Says nothing as long as all is well.

import { Banner, Button, Flex } from "@patternfly/react-core";
import { useCallback } from "react";
import { useConnection } from "../api/channels";
import { useAnnounce } from "../components/Announcer";
import { useRestart } from "../hooks/restarting";
import { useNow } from "../hooks/useNow";
import { counted } from "../util/format";

export function ConnectionBanner({ host }: { host: string }) {
  const { state, retryNow } = useConnection();
  const announce = useAnnounce();
  const returned = useCallback(
    () => announce({ variant: "success", title: "The host has restarted and is back" }),
    [announce],
  );
  const restart = useRestart(host, returned);
  // A first failure is over before anybody could read of it.
  const isLost = state.kind === "lost" && state.attempt > 1;
  return (
    <div role="status">
      {restart === undefined && isLost ? (
        <Banner status="warning" className="ad-notice">
          <Flex gap={{ default: "gapSm" }} justifyContent={{ default: "justifyContentCenter" }}>
            <span>
              Connection lost: what you see may be old. <Countdown to={state.retryAt} />
            </span>
            <Button variant="link" isInline onClick={retryNow}>
              Try now
            </Button>
          </Flex>
        </Banner>
      ) : null}
      {restart !== undefined ? (
        <Banner status="info" className="ad-notice">
          {restart.action === "power_off"
            ? "The host is powering off… Somebody has to switch it on again."
            : "The host is restarting… This page comes back by itself."}
        </Banner>
      ) : null}
    </div>
  );
}

function Countdown({ to }: { to: number }) {
  const now = useNow(1_000);
  const seconds = Math.max(1, Math.ceil((to - now) / 1000));
  // Not read out each second.
  return <span aria-hidden="true">Next attempt in {counted(seconds, "second")}.</span>;
}
