// Around every page: who is signed in, which host it is about, the navigation, the connection, and
// what the host wants to be said. Until session and hosts are known, there is no page.

import { Banner, Bullseye, Page, SkipToContent, Spinner } from "@patternfly/react-core";
import { useState } from "react";
import { Navigate, Outlet, useLocation, useParams } from "react-router";
import { HostSocketProvider } from "../api/channels";
import { reportOf, type Schema } from "../api/client";
import { useHosts, useSession } from "../api/queries";
import { PageFrame } from "../components/PageFrame";
import { TroubleState } from "../components/TroubleState";
import { useMedia } from "../hooks/useMedia";
import { helpdeskPath, isHelpdesk, isHostPage, seesHosts } from "../pages/helpdesk/helpdesk";
import { ConnectionBanner } from "./ConnectionBanner";
import { Masthead } from "./Masthead";
import { MustChange } from "./MustChange";
import { ProofDialog } from "./ProofDialog";
import { ReasonDialog } from "./ReasonDialog";
import { SessionEnd } from "./SessionEnd";
import { Sidebar } from "./Sidebar";

const MAIN = "main";
/** Where PatternFly puts the navigation beside the page. */
const WIDE = "(min-width: 75rem)";
const LAST_HOST = "atomdeck.host";

export function Shell() {
  const session = useSession();
  const hosts = useHosts();
  const { host: inPath } = useParams();
  if (session.data?.must_change_password === true) return <MustChange session={session.data} />;
  if (session.data !== undefined && hosts.data !== undefined) {
    return <SignedIn session={session.data} hosts={hosts.data} inPath={inPath} />;
  }
  const error = session.error ?? hosts.error;
  const retry = () => void Promise.all([session.refetch(), hosts.refetch()]);
  const isWaiting = error === null || reportOf(error).code === "not-signed-in";
  return (
    <main id={MAIN}>
      <h1 className="pf-v6-screen-reader">Atomdeck</h1>
      <Bullseye className="ad-whole">
        {isWaiting ? (
          <Spinner aria-label="Loading the console" />
        ) : (
          <TroubleState
            report={reportOf(error)}
            retry={retry}
            retrying={session.isFetching || hosts.isFetching}
          />
        )}
      </Bullseye>
    </main>
  );
}

interface SignedInProps {
  readonly session: Schema<"Whoami">;
  readonly hosts: readonly Schema<"HostSummary">[];
  readonly inPath: string | undefined;
}

function SignedIn({ session, hosts, inPath }: SignedInProps) {
  const current = currentHost(hosts, inPath);
  const isWide = useMedia(WIDE);
  // What was chosen holds for the width it was chosen at: open beside the page, closed above it.
  const [chosen, setChosen] = useState<{ isWide: boolean; isOpen: boolean }>();
  const isNavOpen = chosen?.isWide === isWide ? chosen.isOpen : isWide;
  const isPlain = isHelpdesk(session);
  const page = (
    <Page
      masthead={
        <Masthead
          session={session}
          hosts={hosts}
          current={current}
          nav={
            isPlain
              ? undefined
              : { isOpen: isNavOpen, onToggle: () => setChosen({ isWide, isOpen: !isNavOpen }) }
          }
        />
      }
      sidebar={
        isPlain ? null : (
          <Sidebar
            session={session}
            host={current?.id}
            isOpen={isNavOpen}
            isOverPage={!isWide}
            onClose={() => setChosen(undefined)}
          />
        )
      }
      skipToContent={<SkipToContent href={`#${MAIN}`}>Skip to content</SkipToContent>}
      mainContainerId={MAIN}
      mainTabIndex={0}
      isContentFilled
    >
      <SessionEnd session={session} />
      <ReasonDialog />
      <ProofDialog name={session.name} hasFactor={session.second_factor} />
      {current === undefined ? null : <ConnectionBanner host={current.id} />}
      {inPath !== undefined && current?.notice ? (
        <Banner color="teal" screenReaderText="About this host:" className="ad-notice">
          {current.notice}
        </Banner>
      ) : null}
      <Content session={session} current={current} inPath={inPath} />
    </Page>
  );
  if (current === undefined) return page;
  return (
    <HostSocketProvider key={current.id} host={current.id}>
      {page}
    </HostSocketProvider>
  );
}

interface ContentProps extends Pick<SignedInProps, "session" | "inPath"> {
  readonly current: Schema<"HostSummary"> | undefined;
}

/** The page of the path; or why there is none. */
function Content({ session, current, inPath }: ContentProps) {
  const { pathname } = useLocation();
  const isStart = inPath !== undefined || pathname === "/";
  if (current === undefined && isStart && seesHosts(session)) {
    return (
      <PageFrame title="No hosts">
        <TroubleState report={session.scoped ? NONE_IN_CARE : NO_HOSTS} />
      </PageFrame>
    );
  }
  if (inPath === undefined) return <Outlet />;
  if (current?.id !== inPath) {
    return (
      <PageFrame title="Host not found">
        <TroubleState report={noSuchHost(inPath)} />
      </PageFrame>
    );
  }
  if (isHelpdesk(session) && isHostPage(pathname)) {
    return <Navigate to={helpdeskPath(inPath)} replace />;
  }
  return <Outlet />;
}

const NO_HOSTS = {
  code: "not-found",
  title: "No hosts",
  detail: "This console has no hosts.",
  remedy: "Add one to the console's configuration, and restart the console.",
} as const;

const NONE_IN_CARE = {
  code: "denied",
  title: "Nothing is in your care",
  detail: "Your roles are for hosts that this console does not have.",
  remedy: "Ask an administrator which roles you should have.",
} as const;

function noSuchHost(id: string) {
  return {
    code: "not-found",
    title: "No such host",
    detail: `This console has no host “${id}”.`,
    remedy: "Choose one at the top of the page.",
  } as const;
}

/** The host of the path; on the console's own pages the last one looked at, or the first. */
function currentHost(hosts: SignedInProps["hosts"], inPath: string | undefined) {
  const wanted = inPath ?? sessionStorage.getItem(LAST_HOST);
  const found = hosts.find(({ id }) => id === wanted);
  if (found !== undefined && inPath !== undefined) sessionStorage.setItem(LAST_HOST, found.id);
  return found ?? hosts[0];
}
