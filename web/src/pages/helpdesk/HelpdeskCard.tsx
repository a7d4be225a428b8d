// One container at the helpdesk: how it is, in words, and large buttons for what one may do.

import { Button, Card, CardBody, CardTitle, Icon } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import MinusCircleIcon from "@patternfly/react-icons/dist/esm/icons/minus-circle-icon";
import SyncAltIcon from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { useState } from "react";
import type { Schema } from "../../api/client";
import { useContainer, useTimeline } from "../../api/containers";
import { usePermission } from "../../api/roles";
import { Sentence } from "../../components/Sentence";
import { useHostId } from "../../hooks/useHostId";
import { useNow } from "../../hooks/useNow";
import { isRunning } from "../containers/state";
import { useVerb } from "../containers/useVerb";
import { type Moments, type Mood, told, unhealthySince } from "./cardWords";
import { Happenings } from "./Happenings";
import { LastErrors } from "./LastErrors";

type Container = Schema<"Container">;
type Open = "errors" | "happenings";

export function HelpdeskCard({ container }: { container: Container }) {
  const [open, setOpen] = useState<Open>();
  const logs = usePermission("container_logs");
  const { name } = container;
  const toggle = (what: Open) => setOpen(open === what ? undefined : what);
  return (
    <Card className="ad-care-card">
      <CardTitle component="h2" className="ad-break">
        {name}
      </CardTitle>
      <CardBody>
        <How container={container} />
        <div className="ad-care-buttons">
          <MainButton container={container} />
          {logs.allowed ? (
            <ShowButton
              isOpen={open === "errors"}
              of={name}
              show="Show last errors"
              hide="Hide last errors"
              onClick={() => toggle("errors")}
            />
          ) : null}
          <ShowButton
            isOpen={open === "happenings"}
            of={name}
            show="What it last did"
            hide="Hide what it last did"
            onClick={() => toggle("happenings")}
          />
        </div>
        {open === "errors" ? <LastErrors container={name} /> : null}
        {open === "happenings" ? <Happenings container={name} /> : null}
      </CardBody>
    </Card>
  );
}

/** How it is; what the list does not tell is fetched only where it is told. */
function How({ container }: { container: Container }) {
  const isEnded = container.state === "exited" || container.crash_loop;
  if (isEnded) return <Ended container={container} />;
  if (container.state === "running" && container.health === "unhealthy") {
    return <Unwell container={container} />;
  }
  return <Words container={container} moments={{}} />;
}

function Ended({ container }: { container: Container }) {
  const detail = useContainer(useHostId(), container.name).data;
  return (
    <Words
      container={container}
      moments={{ endedAt: detail?.finished_at ?? undefined }}
      why={detail?.ended_because ?? undefined}
    />
  );
}

function Unwell({ container }: { container: Container }) {
  const entries = useTimeline(useHostId(), container.name).data?.entries ?? [];
  return (
    <Words
      container={container}
      moments={{ unhealthySince: unhealthySince(entries) }}
      why="it runs, but does not answer its health check"
    />
  );
}

interface WordsProps {
  readonly container: Container;
  readonly moments: Moments;
  readonly why?: string | undefined;
}

const LOOKS: Record<Mood, { status?: "success" | "danger" | "info"; icon: typeof SyncAltIcon }> = {
  good: { status: "success", icon: CheckCircleIcon },
  bad: { status: "danger", icon: ExclamationCircleIcon },
  busy: { status: "info", icon: SyncAltIcon },
  calm: { icon: MinusCircleIcon },
};

function Words({ container, moments, why }: WordsProps) {
  const now = useNow();
  const { mood, words } = told(container, moments, now);
  const { status, icon: Sign } = LOOKS[mood];
  return (
    <>
      <p className="ad-care-words">
        <Icon size="lg" {...(status === undefined ? {} : { status })}>
          <Sign aria-hidden />
        </Icon>
        <span>{words}</span>
      </p>
      {why === undefined || mood === "calm" ? null : (
        <p className="ad-quiet">
          <Sentence text={why} />
        </p>
      )}
    </>
  );
}

/** Restart what runs, start what does not; nothing where the role has neither. */
function MainButton({ container }: { container: Container }) {
  const { act, pending } = useVerb(useHostId());
  const starts = usePermission("container_start");
  const restarts = usePermission("container_restart");
  const { name, state } = container;
  const verb = isRunning(container) && state !== "paused" ? "restart" : "start";
  const permission = verb === "restart" ? restarts : starts;
  if (!permission.allowed || state === "removing" || state === "paused") return null;
  return (
    <Button
      size="lg"
      isLoading={pending !== undefined}
      isDisabled={pending !== undefined}
      aria-label={verb === "restart" ? `Restart ${name}` : `Start ${name}`}
      onClick={() => void act({ container: name, verb })}
    >
      {verb === "restart" ? "Restart" : "Start"}
    </Button>
  );
}

interface ShowButtonProps {
  readonly isOpen: boolean;
  readonly of: string;
  readonly show: string;
  readonly hide: string;
  readonly onClick: () => void;
}

function ShowButton({ isOpen, of, show, hide, onClick }: ShowButtonProps) {
  const words = isOpen ? hide : show;
  return (
    <Button
      size="lg"
      variant="secondary"
      aria-expanded={isOpen}
      aria-label={`${words}: ${of}`}
      onClick={onClick}
    >
      {words}
    </Button>
  );
}
