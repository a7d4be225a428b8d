// The helpdesk's one page: the containers in one's care, in words, with what one may do about them. For a phone.

import { EmptyState, EmptyStateBody, Skeleton } from "@patternfly/react-core";
import CubesIcon from "@patternfly/react-icons/dist/esm/icons/cubes-icon";
import type { Schema } from "../../api/client";
import { useContainers, useHosts } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { Denied } from "../../components/Denied";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { useNow } from "../../hooks/useNow";
import { counted } from "../../util/format";
import { inOrder, told } from "./cardWords";
import { HelpdeskCard } from "./HelpdeskCard";
import { HostChoice } from "./HostChoice";
import "./helpdesk.css";

type Container = Schema<"Container">;

export function Component() {
  const host = useHostId();
  const sees = usePermission("container_view");
  const name = useHostName(host);
  return (
    <PageFrame title="Your containers" of={name} lead={`On ${name}.`}>
      <HostChoice host={host} />
      {sees.allowed ? <InCare host={host} /> : <Denied permission={sees} />}
    </PageFrame>
  );
}

function InCare({ host }: { host: string }) {
  const containers = useContainers(host);
  return (
    <QueryView query={containers} loading={<Loading />}>
      {({ containers: all }) => (all.length === 0 ? <NoneInCare /> : <Cards containers={all} />)}
    </QueryView>
  );
}

function Cards({ containers }: { containers: readonly Container[] }) {
  const now = useNow();
  const unwell = containers.filter((one) => told(one, {}, now).mood === "bad").length;
  return (
    <>
      <p role="status" className="ad-care-sum">
        {unwell === 0
          ? `All is well with ${counted(containers.length, "container")}.`
          : `${unwell} of ${counted(containers.length, "container")} ${unwell === 1 ? "needs" : "need"} somebody to look.`}
      </p>
      <ul className="ad-care">
        {inOrder(containers, now).map((container) => (
          <li key={container.id}>
            <HelpdeskCard container={container} />
          </li>
        ))}
      </ul>
    </>
  );
}

function NoneInCare() {
  const several = (useHosts().data?.length ?? 0) > 1;
  return (
    <EmptyState titleText="No container is in your care here" headingLevel="h2" icon={CubesIcon}>
      <EmptyStateBody>
        As soon as there is one, it appears by itself.{" "}
        {several ? "Look on another host, or ask" : "Ask"} an administrator if you expected some.
      </EmptyStateBody>
    </EmptyState>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      {[1, 2, 3].map((card) => (
        <Skeleton
          key={card}
          height="10rem"
          {...(card === 1 ? { screenreaderText: "Loading your containers" } : {})}
        />
      ))}
    </div>
  );
}
