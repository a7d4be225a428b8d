// The networks of a host, and which containers are attached to them.

import { Button, EmptyState, EmptyStateBody, Label, Skeleton } from "@patternfly/react-core";
import NetworkWiredIcon from "@patternfly/react-icons/dist/esm/icons/network-wired-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { usePermission } from "../../api/roles";
import { type Network, useNetworks } from "../../api/storage";
import { ActionButton } from "../../components/ActionButton";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { UsedBy } from "../../components/UsedBy";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { NetworkDialog } from "./NetworkDialog";
import { NetworkMembers } from "./NetworkMembers";
import { RemoveNetwork } from "./RemoveNetwork";
import "./storage.css";

export function Component() {
  const host = useHostId();
  const hostName = useHostName(host);
  const networks = useNetworks(host);
  const permission = usePermission("network_create");
  const [isCreating, setCreating] = useState(false);
  return (
    <PageFrame
      title="Networks"
      of={hostName}
      lead="Containers on one network find each other by name."
      actions={
        <ActionButton permission={permission} onClick={() => setCreating(true)}>
          Create network
        </ActionButton>
      }
    >
      <QueryView query={networks} loading={<Skeleton height="16rem" />}>
        {({ networks: all }) => <NetworkTable host={host} networks={all} />}
      </QueryView>
      {isCreating ? <NetworkDialog host={host} onClose={() => setCreating(false)} /> : null}
    </PageFrame>
  );
}

function NetworkTable({ host, networks }: { host: string; networks: readonly Network[] }) {
  const [opened, setOpened] = useState<string>();
  const [removing, setRemoving] = useState<string>();
  const permission = usePermission("network_remove");
  const find = (wanted: string | undefined) => networks.find(({ id }) => id === wanted);
  const [shown, leaving] = [find(opened), find(removing)];
  if (networks.length === 0) {
    return (
      <EmptyState titleText="No networks" headingLevel="h2" icon={NetworkWiredIcon}>
        <EmptyStateBody>The engine has none, not even its own.</EmptyStateBody>
      </EmptyState>
    );
  }
  return (
    <>
      <Table aria-label="Networks" variant="compact" gridBreakPoint="grid-lg">
        <Thead>
          <Tr>
            <Th>Name</Th>
            <Th>Driver</Th>
            <Th>Addresses</Th>
            <Th>Containers</Th>
            <Th screenReaderText="Actions" />
          </Tr>
        </Thead>
        <Tbody>
          {networks.map((network) => (
            <Tr key={network.id}>
              <Td dataLabel="Name" modifier="breakWord">
                <Button variant="link" isInline onClick={() => setOpened(network.id)}>
                  {network.name}
                </Button>{" "}
                {network.internal ? <Label isCompact>No way out</Label> : null}
                {network.built_in ? <div className="ad-quiet">The engine’s own</div> : null}
              </Td>
              <Td dataLabel="Driver">{network.driver}</Td>
              <Td dataLabel="Addresses" modifier="breakWord">
                {network.subnets.length === 0 ? <span className="ad-quiet">None</span> : null}
                {network.subnets.map(({ range, gateway }) => (
                  <div key={range}>
                    {range}
                    {gateway ? <span className="ad-quiet"> gateway {gateway}</span> : null}
                  </div>
                ))}
              </Td>
              <Td dataLabel="Containers">
                <UsedBy host={host} names={network.used_by} />
              </Td>
              <Td className="ad-action-cell">
                <ActionButton
                  variant="secondary"
                  size="sm"
                  isDanger
                  aria-label={`Remove ${network.name}`}
                  permission={permission}
                  {...blockedWords(network)}
                  onClick={() => setRemoving(network.id)}
                >
                  Remove
                </ActionButton>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {shown === undefined ? null : (
        <NetworkMembers host={host} network={shown} onClose={() => setOpened(undefined)} />
      )}
      {leaving === undefined ? null : (
        <RemoveNetwork host={host} network={leaving} onClose={() => setRemoving(undefined)} />
      )}
    </>
  );
}

function blockedWords({ built_in: isOwn, used_by: users }: Network): { blocked?: string } {
  if (isOwn) return { blocked: "It is the engine’s own, which it needs." };
  if (users.length === 0) return {};
  return { blocked: `Attached are ${users.join(", ")}. Disconnect them first.` };
}
