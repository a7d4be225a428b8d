// The containers of one network: detach them, or attach another one under names of its own.

import {
  Button,
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from "@patternfly/react-core";
import { useState } from "react";
import { useContainers } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { type Network, useConnect, useDisconnect } from "../../api/storage";
import { ActionButton } from "../../components/ActionButton";
import { failureOf, useAnnounce } from "../../components/Announcer";
import { TextField } from "../../components/TextField";
import { counted } from "../../util/format";

export interface NetworkMembersProps {
  readonly host: string;
  readonly network: Network;
  readonly onClose: () => void;
}

export function NetworkMembers({ host, network, onClose }: NetworkMembersProps) {
  const { name, used_by: members } = network;
  const disconnect = useDisconnect(host);
  const announce = useAnnounce();
  const permission = usePermission("network_connect");
  const detach = (container: string) =>
    disconnect.mutate(
      { network: name, container },
      {
        onSuccess: () =>
          announce({ variant: "success", title: `Disconnected ${container} from ${name}` }),
        onError: (error) => announce(failureOf(`Could not disconnect ${container}`, error)),
      },
    );
  const pending = disconnect.isPending ? disconnect.variables.container : undefined;
  return (
    <Modal isOpen variant="medium" aria-labelledby="network-title" onClose={onClose}>
      <ModalHeader
        title={`Containers of ${name}`}
        labelId="network-title"
        description={
          members.length === 0 ? "None is attached." : counted(members.length, "container")
        }
      />
      <ModalBody>
        <div className="ad-stack">
          {members.length === 0 ? null : (
            <ul className="ad-large" aria-label="Attached containers">
              {members.map((member) => (
                <li key={member}>
                  <span>{member}</span>
                  <ActionButton
                    variant="secondary"
                    size="sm"
                    aria-label={`Disconnect ${member}`}
                    permission={permission}
                    isLoading={pending === member}
                    onClick={() => detach(member)}
                  >
                    Disconnect
                  </ActionButton>
                </li>
              ))}
            </ul>
          )}
          <Attach host={host} network={network} />
        </div>
      </ModalBody>
      <ModalFooter>
        <Button variant="secondary" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function Attach({ host, network: { name, used_by: members } }: { host: string; network: Network }) {
  const [container, setContainer] = useState("");
  const [aliases, setAliases] = useState("");
  const [address, setAddress] = useState("");
  const connect = useConnect(host);
  const announce = useAnnounce();
  const permission = usePermission("network_connect");
  const others = (useContainers(host).data?.containers ?? []).filter(
    (one) => !members.includes(one.name),
  );
  const attach = () =>
    connect.mutate(
      {
        network: name,
        container,
        aliases: aliases.split(/[\s,]+/).filter((alias) => alias !== ""),
        ...(address.trim() === "" ? {} : { address: address.trim() }),
      },
      {
        onSuccess: () => {
          announce({ variant: "success", title: `Connected ${container} to ${name}` });
          setContainer("");
          setAliases("");
          setAddress("");
        },
        onError: (error) => announce(failureOf(`Could not connect ${container}`, error)),
      },
    );
  if (others.length === 0) {
    return <p className="ad-quiet">There is no other container that could be attached.</p>;
  }
  return (
    <Form
      aria-label="Attach another container"
      onSubmit={(event) => {
        event.preventDefault();
        if (permission.allowed && container !== "") attach();
      }}
    >
      <FormGroup label="Container" fieldId="attach-container">
        <FormSelect
          id="attach-container"
          value={container}
          onChange={(_event, value) => setContainer(value)}
        >
          <FormSelectOption value="" label="Choose a container" isPlaceholder />
          {others.map((one) => (
            <FormSelectOption key={one.id} value={one.name} label={one.name} />
          ))}
        </FormSelect>
      </FormGroup>
      <TextField
        label="Further names"
        value={aliases}
        onChange={setAliases}
        placeholder="db, database"
        help="Other containers of this network find it by these too."
      />
      <TextField
        label="Address"
        value={address}
        onChange={setAddress}
        help="Empty: the engine chooses a free one."
      />
      <div>
        <ActionButton
          variant="secondary"
          permission={permission}
          isLoading={connect.isPending}
          {...(container === "" ? { blocked: "Choose a container first." } : {})}
          onClick={attach}
        >
          Connect
        </ActionButton>
      </div>
    </Form>
  );
}
