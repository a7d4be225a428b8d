// Tokens, the newest first: what each is for, with which role, until when, where it was used last; and taking one
// back.

import { Content, EmptyState, EmptyStateBody, Label } from "@patternfly/react-core";
import KeyIcon from "@patternfly/react-icons/dist/esm/icons/key-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { type Token, useRevokeToken, useTokens, type Whose } from "../../api/own";
import { useSession } from "../../api/queries";
import { roleNames, usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { LoadingLines } from "../../components/LoadingLines";
import { Moment } from "../../components/Moment";
import { QueryView } from "../../components/QueryView";
import { useNow } from "../../hooks/useNow";

export function Tokens({ whose }: { whose: Whose }) {
  const tokens = useTokens(whose);
  const [asked, setAsked] = useState<Token>();
  return (
    <>
      <QueryView query={tokens} loading={<LoadingLines what="the tokens" />}>
        {({ tokens: all }) =>
          all.length === 0 ? (
            <EmptyState titleText="No tokens" headingLevel="h2" icon={KeyIcon}>
              <EmptyStateBody>
                A token lets a script or another program use the API of this console without a
                password, with a role and an end that you choose.
              </EmptyStateBody>
            </EmptyState>
          ) : (
            <TokenTable tokens={all} whose={whose} onRevoke={setAsked} />
          )
        }
      </QueryView>
      {asked === undefined ? null : (
        <RevokeDialog token={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

interface TokenTableProps {
  readonly tokens: readonly Token[];
  readonly whose: Whose;
  readonly onRevoke: (token: Token) => void;
}

function TokenTable({ tokens, whose, onRevoke }: TokenTableProps) {
  const now = useNow();
  const own = useSession().data?.name;
  const revokes = usePermission("token_revoke");
  const changes = usePermission("account_change");
  return (
    <Table aria-label="Tokens" gridBreakPoint="grid-lg" variant="compact" className="ad-table">
      <Thead>
        <Tr>
          <Th width={25}>What for</Th>
          {whose === "all" ? <Th>Who</Th> : null}
          <Th>Role</Th>
          <Th>Made</Th>
          <Th>Good until</Th>
          <Th>Last used</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {tokens.map((token) => (
          <Tr key={token.id}>
            <Td dataLabel="What for" modifier="breakWord" className="ad-name">
              {token.label}
            </Td>
            {whose === "all" ? (
              <Td dataLabel="Who" modifier="breakWord">
                {token.account}
              </Td>
            ) : null}
            <Td dataLabel="Role">{roleNames([token.role])}</Td>
            <Td dataLabel="Made">
              <Moment at={token.created_at} />
            </Td>
            <Td dataLabel="Good until">
              {Date.parse(token.expires_at) <= now ? (
                <Label isCompact status="warning">
                  Expired
                </Label>
              ) : (
                <Moment at={token.expires_at} />
              )}
            </Td>
            <Td dataLabel="Last used" modifier="breakWord">
              {token.used_at ? (
                <>
                  <Moment at={token.used_at} />{" "}
                  {token.used_from ? (
                    <span className="ad-quiet">from {token.used_from}</span>
                  ) : null}
                </>
              ) : (
                <span className="ad-quiet">Never</span>
              )}
            </Td>
            <Td className="ad-action-cell">
              <ActionButton
                size="sm"
                variant="secondary"
                permission={token.account === own ? revokes : changes}
                aria-label={`Take back ${token.label}`}
                onClick={() => onRevoke(token)}
              >
                Take back
              </ActionButton>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function RevokeDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const revoke = useRevokeToken();
  const announce = useAnnounce();
  const { id, label, account } = token;
  return (
    <ConfirmDialog
      title={`Take back ${label}?`}
      confirm="Take back token"
      isDanger
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={() =>
        revoke.mutate(id, {
          onSuccess: () => {
            announce({ variant: "success", title: `Took back the token ${label}` });
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      <Content component="p">
        What uses this token of {account} is refused at once. There is no way back: make a new one
        instead.
      </Content>
    </ConfirmDialog>
  );
}
