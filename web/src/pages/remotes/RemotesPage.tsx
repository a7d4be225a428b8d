// The remotes of a host: where it pulls its system from, and whose signatures it takes for good.

import { EmptyState, EmptyStateBody, Label, Skeleton } from "@patternfly/react-core";
import DatabaseIcon from "@patternfly/react-icons/dist/esm/icons/database-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { type Remote, useRemotes } from "../../api/remotes";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { AddKeysDialog } from "./AddKeysDialog";
import { AddRemoteDialog } from "./AddRemoteDialog";
import { RemoteKeys } from "./RemoteKeys";
import { RemoveRemote } from "./RemoveRemote";
import "./remotes.css";

/** What is asked about. */
type Asking =
  | { readonly kind: "add" }
  | { readonly kind: "keys" | "remove"; readonly remote: Remote };

export function Component() {
  const host = useHostId();
  const name = useHostName(host);
  const remotes = useRemotes(host);
  const permission = usePermission("remote_change");
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  return (
    <PageFrame
      title="Remotes"
      of={name}
      lead="Where the host pulls its system from, and whose signatures it takes for good."
      actions={
        <ActionButton
          permission={permission}
          {...(remotes.data === undefined ? { blocked: "The list is not there yet." } : {})}
          onClick={() => setAsking({ kind: "add" })}
        >
          Add remote
        </ActionButton>
      }
    >
      <QueryView query={remotes} loading={<Skeleton height="16rem" />}>
        {({ remotes: all }) =>
          all.length === 0 ? (
            <EmptyState titleText="No remotes" headingLevel="h2" icon={DatabaseIcon}>
              <EmptyStateBody>
                The host pulls from nowhere by itself: its system comes as a container image, or
                from a folder.
              </EmptyStateBody>
            </EmptyState>
          ) : (
            <RemoteTable remotes={all} onAsk={setAsking} />
          )
        }
      </QueryView>
      <Dialogs host={host} taken={remotes.data?.remotes ?? []} asking={asking} onClose={close} />
    </PageFrame>
  );
}

interface DialogsProps {
  readonly host: string;
  readonly taken: readonly Remote[];
  readonly asking: Asking | undefined;
  readonly onClose: () => void;
}

function Dialogs({ host, taken, asking, onClose }: DialogsProps) {
  switch (asking?.kind) {
    case undefined:
      return null;
    case "add":
      return (
        <AddRemoteDialog host={host} taken={taken.map(({ name }) => name)} onClose={onClose} />
      );
    case "keys":
      return <AddKeysDialog host={host} remote={asking.remote} onClose={onClose} />;
    case "remove":
      return <RemoveRemote host={host} remote={asking.remote} onClose={onClose} />;
  }
}

interface RemoteTableProps {
  readonly remotes: readonly Remote[];
  readonly onAsk: (asking: Asking) => void;
}

function RemoteTable({ remotes, onAsk }: RemoteTableProps) {
  const permission = usePermission("remote_change");
  return (
    <Table aria-label="Remotes" variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th>Name</Th>
          <Th>Address</Th>
          <Th modifier="nowrap">Signatures</Th>
          <Th>Keys</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {remotes.map((remote) => (
          <Tr key={remote.name}>
            <Td dataLabel="Name" modifier="breakWord">
              <div>
                <span className="ad-name">{remote.name}</span>
                <div className="ad-quiet">{remote.file}</div>
              </div>
            </Td>
            <Td dataLabel="Address" modifier="breakWord">
              {remote.url ?? <span className="ad-quiet">None in its file</span>}
            </Td>
            <Td dataLabel="Signatures">
              <div>
                {remote.verification === "gpg" ? (
                  <Label isCompact status="success">
                    Checked
                  </Label>
                ) : (
                  <Label isCompact status="warning">
                    Not checked
                  </Label>
                )}
              </div>
            </Td>
            <Td dataLabel="Keys" modifier="breakWord">
              <RemoteKeys remote={remote} />
            </Td>
            <Td className="ad-action-cell">
              <div className="ad-remote-actions">
                <ActionButton
                  variant="secondary"
                  size="sm"
                  aria-label={`Import keys for ${remote.name}`}
                  permission={permission}
                  onClick={() => onAsk({ kind: "keys", remote })}
                >
                  Import keys
                </ActionButton>
                <ActionButton
                  variant="secondary"
                  size="sm"
                  isDanger
                  aria-label={`Remove ${remote.name}`}
                  permission={permission}
                  onClick={() => onAsk({ kind: "remove", remote })}
                >
                  Remove
                </ActionButton>
              </div>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
