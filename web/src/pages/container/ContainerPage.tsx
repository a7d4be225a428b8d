// One container in full: how it stands and why, what can be done to it, and its tabs, which are part of the
// address.

import {
  Alert,
  Breadcrumb,
  BreadcrumbItem,
  Skeleton,
  Tab,
  Tabs,
  TabsComponent,
  TabTitleText,
} from "@patternfly/react-core";
import { Suspense, useEffect, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { reportOf } from "../../api/client";
import { type ContainerDetail, useContainer } from "../../api/containers";
import { useContainers } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { Moment } from "../../components/Moment";
import { OperationStrips } from "../../components/OperationStrips";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { Sentence } from "../../components/Sentence";
import { TroubleState } from "../../components/TroubleState";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { ActionsProvider } from "../containers/ActionsProvider";
import { ContainerActions } from "../containers/ContainerActions";
import { OPERATION_KINDS } from "../containers/operations";
import { containerPath } from "../containers/paths";
import { StateLabel } from "../containers/StateLabel";
import { needsAttention } from "../containers/state";
import { type ContainerTab, TABS, type TabProps } from "./tabs";
import "./container.css";

export function Component() {
  const host = useHostId();
  const { container: name = "", tab: tabId } = useParams();
  const hostName = useHostName(host);
  const container = useContainer(host, name);
  const { data } = container;
  const tab = TABS.find(({ id }) => id === (tabId ?? "overview"));
  useFollowedName(host, name, tabId, container.error);
  return (
    <ActionsProvider>
      <PageFrame
        title={data?.container.name ?? name}
        of={hostName}
        above={
          <Breadcrumb className="ad-crumbs">
            <BreadcrumbItem
              render={() => <Link to={`/hosts/${host}/containers`}>Containers</Link>}
            />
            <BreadcrumbItem isActive>{data?.container.name ?? name}</BreadcrumbItem>
          </Breadcrumb>
        }
        lead={data === undefined ? undefined : <Lead detail={data} />}
        actions={
          data === undefined ? undefined : (
            <ContainerActions container={data.container} place="page" />
          )
        }
      >
        <OperationStrips host={host} kinds={OPERATION_KINDS} />
        <QueryView query={container} loading={<Loading />}>
          {(detail) => (
            <>
              <Ending detail={detail} />
              <TabBar host={host} name={name} current={tab?.id} />
              <section
                aria-label={tab?.title ?? "Not found"}
                className="ad-tab"
                id={`about-${tab?.id}`}
              >
                {tab === undefined ? (
                  <TroubleState report={NO_TAB} />
                ) : (
                  <TabBody tab={tab} host={host} name={name} detail={detail} />
                )}
              </section>
            </>
          )}
        </QueryView>
      </PageFrame>
    </ActionsProvider>
  );
}

const NO_TAB = {
  code: "not-found",
  title: "No such page",
  detail: "A container has no page of this name.",
  remedy: "Choose one above.",
} as const;

/** Goes along when the container that was shown gets another name. */
function useFollowedName(host: string, name: string, tab: string | undefined, error: unknown) {
  const navigate = useNavigate();
  const list = useContainers(host).data?.containers;
  const [known, setKnown] = useState<{ name: string; id: string }>();
  const id = list?.find((one) => one.name === name)?.id;
  if (id !== undefined && (known?.name !== name || known.id !== id)) setKnown({ name, id });
  const isGone = error !== null && reportOf(error).code === "not-found";
  const renamed =
    isGone && known?.name === name ? list?.find((one) => one.id === known.id)?.name : undefined;
  useEffect(() => {
    if (renamed !== undefined && renamed !== name) {
      void navigate(containerPath(host, renamed, tab), { replace: true });
    }
  }, [renamed, name, host, tab, navigate]);
}

function Lead({ detail: { container } }: { detail: ContainerDetail }) {
  return (
    <span className="ad-state-line">
      <StateLabel container={container} />
      <span className="ad-quiet">{container.status}</span>
      <span className="ad-quiet ad-break">{container.image}</span>
    </span>
  );
}

/** Why it does not run, where somebody should know. */
function Ending({ detail }: { detail: ContainerDetail }) {
  const { container, ended_because: because, finished_at: at } = detail;
  if (!because || container.state === "running" || container.state === "paused") return null;
  return (
    <Alert
      component="h2"
      isInline
      className="ad-ending"
      variant={needsAttention(container) ? "danger" : "info"}
      title={container.crash_loop ? "It keeps crashing" : "It does not run"}
    >
      <Sentence text={because} />{" "}
      {at ? (
        <>
          It ended <Moment at={at} />.
        </>
      ) : null}
    </Alert>
  );
}

interface TabBarProps {
  readonly host: string;
  readonly name: string;
  readonly current: string | undefined;
}

function TabBar({ host, name, current }: TabBarProps) {
  const navigate = useNavigate();
  return (
    <Tabs
      component={TabsComponent.nav}
      aria-label={`About ${name}`}
      activeKey={current ?? ""}
      onSelect={(event, key) => {
        event.preventDefault();
        void navigate(containerPath(host, name, String(key)));
      }}
      className="ad-tabs"
    >
      {TABS.map(({ id, title }) => (
        <Tab
          key={id}
          eventKey={id}
          href={containerPath(host, name, id)}
          tabContentId={`about-${id}`}
          title={<TabTitleText>{title}</TabTitleText>}
        />
      ))}
    </Tabs>
  );
}

function TabBody({ tab, ...props }: TabProps & { readonly tab: ContainerTab }) {
  const permission = usePermission(tab.needs);
  if (!permission.allowed) {
    return (
      <TroubleState report={{ code: "denied", title: "Not allowed", detail: permission.why }} />
    );
  }
  if (tab.Component === undefined) return null;
  return (
    <Suspense fallback={<Skeleton height="12rem" screenreaderText={`Loading: ${tab.title}`} />}>
      <tab.Component {...props} />
    </Suspense>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      <Skeleton height="2.5rem" screenreaderText="Loading the container" />
      <Skeleton height="14rem" />
      <Skeleton height="9rem" />
    </div>
  );
}
