// Sessions, the last used first: who, from where, with what, since when; and ending one.

import { Content, Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { type SessionInfo, useEndSession, useSessions, type Whose } from "../../api/own";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { LoadingLines } from "../../components/LoadingLines";
import { Moment } from "../../components/Moment";
import { QueryView } from "../../components/QueryView";
import { browserName } from "./browser";

export function Sessions({ whose }: { whose: Whose }) {
  const sessions = useSessions(whose);
  const [asked, setAsked] = useState<SessionInfo>();
  return (
    <>
      <QueryView query={sessions} loading={<LoadingLines what="the sessions" />}>
        {({ sessions: all }) => <SessionTable sessions={all} whose={whose} onEnd={setAsked} />}
      </QueryView>
      {asked === undefined ? null : (
        <EndDialog session={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

interface SessionTableProps {
  readonly sessions: readonly SessionInfo[];
  readonly whose: Whose;
  readonly onEnd: (session: SessionInfo) => void;
}

function SessionTable({ sessions, whose, onEnd }: SessionTableProps) {
  const revokes = usePermission("session_revoke");
  const own = sessions.find((one) => one.is_this)?.account;
  return (
    <Table aria-label="Sessions" gridBreakPoint="grid-lg" variant="compact" className="ad-table">
      <Thead>
        <Tr>
          {whose === "all" ? <Th>Who</Th> : null}
          <Th width={25}>Browser</Th>
          <Th>From</Th>
          <Th>Signed in</Th>
          <Th>Last used</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {sessions.map((session) => (
          <Tr key={session.id}>
            {whose === "all" ? (
              <Td dataLabel="Who" modifier="breakWord" className="ad-name">
                {session.account}
              </Td>
            ) : null}
            <Td dataLabel="Browser" modifier="breakWord">
              <span title={session.browser}>{browserName(session.browser)}</span>{" "}
              {session.is_this ? (
                <Label isCompact color="teal">
                  This one
                </Label>
              ) : null}
            </Td>
            <Td dataLabel="From" modifier="breakWord">
              {session.address}
            </Td>
            <Td dataLabel="Signed in">
              <Moment at={session.created_at} />
            </Td>
            <Td dataLabel="Last used">
              <Moment at={session.used_at} />
            </Td>
            <Td className="ad-action-cell">
              {session.is_this ? (
                <span className="ad-quiet">Sign out to end it</span>
              ) : (
                <EndButton
                  session={session}
                  permission={session.account === own ? { allowed: true } : revokes}
                  onEnd={onEnd}
                />
              )}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

interface EndButtonProps extends Pick<Parameters<typeof ActionButton>[0], "permission"> {
  readonly session: SessionInfo;
  readonly onEnd: (session: SessionInfo) => void;
}

function EndButton({ session, permission, onEnd }: EndButtonProps) {
  const { account, address, browser } = session;
  return (
    <ActionButton
      size="sm"
      variant="secondary"
      permission={permission}
      aria-label={`End the session of ${account} in ${browserName(browser)} from ${address}`}
      onClick={() => onEnd(session)}
    >
      End
    </ActionButton>
  );
}

function EndDialog({ session, onClose }: { session: SessionInfo; onClose: () => void }) {
  const end = useEndSession();
  const announce = useAnnounce();
  const { account, address, browser, id } = session;
  return (
    <ConfirmDialog
      title={`End this session of ${account}?`}
      confirm="End session"
      isDanger
      isPending={end.isPending}
      error={end.error}
      onConfirm={() =>
        end.mutate(id, {
          onSuccess: () => {
            announce({ variant: "success", title: `Ended a session of ${account}` });
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <Content component="p">
        {browserName(browser)} from {address} is signed out at once, and its terminals and logs
        close. Whoever knows the password can sign in again.
      </Content>
    </ConfirmDialog>
  );
}
