// What one deployment, or the update on offer, has otherwise than another: what it fixes, its packages by what
// matters, and the kernel's arguments. Which two is in the address.

import { Breadcrumb, BreadcrumbItem, Skeleton } from "@patternfly/react-core";
import type { Deployments } from "../../api/deployments";
import { useDifference } from "../../api/deployments";
import { useDeployments } from "../../api/queries";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { RouteLink } from "../../components/RouteLink";
import { TroubleState } from "../../components/TroubleState";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { useView } from "../../hooks/useView";
import { DriftSection } from "../drift/DriftSection";
import { DifferenceView } from "./DifferenceView";
import { SidePicker } from "./SidePicker";
import "../deployments/deployments.css";
import "./difference.css";

export function Component() {
  const host = useHostId();
  const deployments = useDeployments(host);
  return (
    <PageFrame
      title="Difference"
      of={useHostName(host)}
      lead="What the later one has otherwise than the earlier one."
      above={
        <Breadcrumb className="ad-crumbs">
          <BreadcrumbItem component={RouteLink} to={`/hosts/${host}/deployments`}>
            Deployments
          </BreadcrumbItem>
          <BreadcrumbItem isActive>Difference</BreadcrumbItem>
        </Breadcrumb>
      }
    >
      <QueryView query={deployments} loading={<Loading />}>
        {(data) => <Compared host={host} data={data} />}
      </QueryView>
      <DriftSection host={host} />
    </PageFrame>
  );
}

/** Without a word in the address: what runs, with the update on offer or else with what boots next. */
function Compared({ host, data }: { host: string; data: Deployments }) {
  const { view } = useView();
  const { deployments, update } = data;
  const booted = deployments.find((one) => one.booted);
  const next = deployments.find((one) => one.next_boot && !one.booted);
  const from = view.get("from") ?? booted?.id;
  const to = view.get("to") ?? (view.has("from") || update ? undefined : next?.id);
  const isOffered = to !== undefined || Boolean(update);
  const query = useDifference(host, isOffered ? from : undefined, to);
  return (
    <div className="ad-stack">
      <SidePicker data={data} from={from} to={to} />
      {!isOffered || from === undefined ? (
        <TroubleState report={NOTHING_TO_COMPARE} />
      ) : (
        <QueryView query={query} loading={<Loading />}>
          {(difference) => <DifferenceView difference={difference} />}
        </QueryView>
      )}
    </div>
  );
}

const NOTHING_TO_COMPARE = {
  code: "not-available",
  title: "No update is on offer",
  detail: "The last check found no update to compare with.",
  remedy: "Choose two deployments above, or check for an update first.",
} as const;

function Loading() {
  return (
    <div className="ad-stack">
      <Skeleton height="4rem" screenreaderText="Comparing" />
      <Skeleton height="12rem" />
    </div>
  );
}
