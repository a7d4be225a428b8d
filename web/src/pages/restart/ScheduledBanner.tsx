// That a restart is scheduled: when, how long until then, and the button that takes it back. Shown on the pages
// where somebody would want to know; nothing where nothing is scheduled.

import { Alert } from "@patternfly/react-core";
import { type Power, useCancelPower, usePower } from "../../api/power";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { failureOf, useAnnounce } from "../../components/Announcer";
import { useNow } from "../../hooks/useNow";
import { dateTime } from "../../util/format";
import { countdown } from "./power";

export interface ScheduledBannerProps {
  readonly host: string;
  readonly name: string;
}

export function ScheduledBanner({ host, name }: ScheduledBannerProps) {
  const scheduled = usePower(host).data?.scheduled;
  if (!scheduled) return null;
  return <Scheduled host={host} name={name} scheduled={scheduled} />;
}

interface ScheduledProps extends ScheduledBannerProps {
  readonly scheduled: NonNullable<Power["scheduled"]>;
}

function Scheduled({ host, name, scheduled }: ScheduledProps) {
  const now = useNow(1_000);
  const cancel = useCancelPower(host);
  const announce = useAnnounce();
  const permission = usePermission("host_reboot");
  const left = Date.parse(scheduled.at) - now;
  const what = scheduledWords(scheduled);
  return (
    <Alert
      component="h2"
      isInline
      variant="warning"
      title={`${name} ${what} at ${dateTime(scheduled.at)}`}
      actionLinks={
        <ActionButton
          variant="secondary"
          permission={permission}
          isLoading={cancel.isPending}
          onClick={() =>
            cancel.mutate(undefined, {
              onSuccess: () => announce({ variant: "success", title: `${name} stays on` }),
              onError: (error) => announce(failureOf("Could not cancel what is scheduled", error)),
            })
          }
        >
          Cancel it
        </ActionButton>
      }
    >
      {left > 0 ? (
        <>
          In{" "}
          <span className="ad-ticking" role="timer" aria-live="off">
            {countdown(left)}
          </span>
          , whoever is signed in then.
        </>
      ) : (
        "That is now."
      )}
    </Alert>
  );
}

/** As in "the host …": "restarts", "powers off"; systemd's own word where there is no better one. */
export function scheduledWords({ action, word }: NonNullable<Power["scheduled"]>): string {
  switch (action) {
    case "reboot":
      return "restarts";
    case "power_off":
      return "powers off";
    case "soft_reboot":
      return "restarts without its kernel";
    case null:
    case undefined:
      return `is set to “${word}”`;
  }
}
