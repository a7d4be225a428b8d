// Who did what, from where, to what, and how it ended; newest first. For those who may read it.

import {
  Button,
  Content,
  EmptyState,
  EmptyStateBody,
  Label,
  Skeleton,
  Tooltip,
} from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import ClipboardListIcon from "@patternfly/react-icons/dist/esm/icons/clipboard-list-icon";
import HourglassHalfIcon from "@patternfly/react-icons/dist/esm/icons/hourglass-half-icon";
import QuestionCircleIcon from "@patternfly/react-icons/dist/esm/icons/question-circle-icon";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { Schema } from "../../api/client";
import { useAudit } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { Moment } from "../../components/Moment";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { TroubleState } from "../../components/TroubleState";
import { useView } from "../../hooks/useView";
import { duration } from "../../util/format";
import { AuditToolbar } from "./AuditToolbar";
import { filterOf, OUTCOMES } from "./filter";
import { actionWords } from "./words";

type Entry = Schema<"AuditEntry">;
type Outcome = Schema<"Outcome">;

export function Component() {
  const permission = usePermission("audit_view");
  return (
    <PageFrame
      title="Audit log"
      lead="Every change that was asked for through this console, newest first."
    >
      {permission.allowed ? (
        <AuditLog />
      ) : (
        <TroubleState report={{ code: "denied", title: "Not allowed", detail: permission.why }} />
      )}
    </PageFrame>
  );
}

function AuditLog() {
  const { view, set } = useView();
  const filter = filterOf(view);
  const audit = useAudit(true, filter);
  return (
    <>
      <AuditToolbar filter={filter} set={set} />
      <AuditLines audit={audit} isFiltered={Object.keys(filter).length > 0} />
    </>
  );
}

interface AuditLinesProps {
  readonly audit: ReturnType<typeof useAudit>;
  readonly isFiltered: boolean;
}

function AuditLines({ audit, isFiltered }: AuditLinesProps) {
  return (
    <QueryView query={audit} loading={<Loading />}>
      {({ pages }) => {
        const entries = pages.flatMap((page) => page.entries);
        if (entries.length === 0) return isFiltered ? <NothingFound /> : <NothingYet />;
        return (
          <>
            <AuditTable entries={entries} />
            <div className="ad-more" role="status">
              {audit.hasNextPage ? (
                <Button
                  variant="secondary"
                  isLoading={audit.isFetchingNextPage}
                  onClick={() => void audit.fetchNextPage()}
                >
                  Load older
                </Button>
              ) : (
                <span className="ad-quiet">That is all there is.</span>
              )}
            </div>
          </>
        );
      }}
    </QueryView>
  );
}

function AuditTable({ entries }: { entries: readonly Entry[] }) {
  return (
    <Table aria-label="Audit log" gridBreakPoint="grid-xl" variant="compact" className="ad-table">
      <Thead>
        <Tr>
          <Th>Time</Th>
          <Th width={15}>Who</Th>
          <Th width={35}>What</Th>
          <Th>Host</Th>
          <Th>Outcome</Th>
          <Th>Took</Th>
        </Tr>
      </Thead>
      <Tbody>
        {entries.map((entry) => (
          <Tr key={entry.id}>
            <Td dataLabel="Time" modifier="nowrap">
              <Moment at={entry.at} shows="absolute" />
            </Td>
            <Td dataLabel="Who" modifier="breakWord">
              <div className="ad-name">{entry.principal === "-" ? "Nobody" : entry.principal}</div>
              <div className="ad-quiet">{entry.address === "-" ? "" : entry.address}</div>
            </Td>
            <Td dataLabel="What" modifier="breakWord">
              <div>
                {actionWords(entry.action)}
                {entry.target ? <strong> {entry.target}</strong> : null}
              </div>
              {entry.detail ? <div className="ad-quiet">{entry.detail}</div> : null}
              {entry.reason ? <div>“{entry.reason}”</div> : null}
              {entry.parameters ? <code className="ad-quiet">{entry.parameters}</code> : null}
              {entry.rule ? <div className="ad-quiet">Allowed by the role {entry.rule}</div> : null}
            </Td>
            <Td dataLabel="Host">{entry.host ?? <span className="ad-quiet">Console</span>}</Td>
            <Td dataLabel="Outcome">
              {/* In a box of its own, because a grid would stretch it. */}
              <div>
                <OutcomeLabel outcome={entry.outcome} />
              </div>
            </Td>
            <Td dataLabel="Took" modifier="nowrap">
              {typeof entry.duration_ms === "number" ? (
                duration(entry.duration_ms)
              ) : (
                <span className="ad-quiet">Not known</span>
              )}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function OutcomeLabel({ outcome }: { outcome: Outcome }) {
  const { word, hint } = OUTCOMES[outcome];
  return (
    <Tooltip content={hint}>
      <Label isCompact variant="outline" {...labelOf(outcome)}>
        {word}
      </Label>
    </Tooltip>
  );
}

function labelOf(outcome: Outcome) {
  switch (outcome) {
    case "succeeded":
      return { status: "success" } as const;
    case "failed":
      return { status: "danger" } as const;
    case "denied":
      return { color: "orange", icon: <BanIcon /> } as const;
    case "started":
      return { color: "blue", icon: <HourglassHalfIcon /> } as const;
    case "unknown":
      return { color: "grey", icon: <QuestionCircleIcon /> } as const;
  }
}

function NothingYet() {
  return (
    <EmptyState titleText="Nothing happened yet" headingLevel="h2" icon={ClipboardListIcon}>
      <EmptyStateBody>
        <Content component="p">Each change that somebody asks for leaves a line here.</Content>
      </EmptyStateBody>
    </EmptyState>
  );
}

function NothingFound() {
  return (
    <EmptyState titleText="No line is like that" headingLevel="h2" icon={SearchIcon}>
      <EmptyStateBody>Search for less, or for any outcome.</EmptyStateBody>
    </EmptyState>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <Skeleton
          key={row}
          height="2.5rem"
          {...(row === 1 ? { screenreaderText: "Loading the audit log" } : {})}
        />
      ))}
    </div>
  );
}
