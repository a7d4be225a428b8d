// Makes a network: a bridge on the host, with or without a way out.

import { Checkbox } from "@patternfly/react-core";
import { useState } from "react";
import { useCreateNetwork } from "../../api/storage";
import { useAnnounce } from "../../components/Announcer";
import { FormDialog } from "../../components/FormDialog";
import { TextField } from "../../components/TextField";

export function NetworkDialog({ host, onClose }: { host: string; onClose: () => void }) {
  const [name, setName] = useState("");
  const [subnet, setSubnet] = useState("");
  const [gateway, setGateway] = useState("");
  const [internal, setInternal] = useState(false);
  const create = useCreateNetwork(host);
  const announce = useAnnounce();
  const missing = missingOf(name, subnet, gateway);
  const confirm = () =>
    create.mutate(
      {
        name: name.trim(),
        internal,
        labels: {},
        ...(subnet.trim() === "" ? {} : { subnet: subnet.trim() }),
        ...(gateway.trim() === "" ? {} : { gateway: gateway.trim() }),
      },
      {
        onSuccess: (made) => {
          announce({ variant: "success", title: `Created the network ${made.name}` });
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title="Create a network"
      lead="A bridge on the host: containers attached to it reach each other by name."
      confirm="Create network"
      {...(missing === undefined ? {} : { missing })}
      isPending={create.isPending}
      error={create.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextField
        label="Name"
        isRequired
        value={name}
        onChange={setName}
        help="Letters, digits, _, . and -, beginning with a letter or digit."
      />
      <TextField
        label="Range of addresses"
        value={subnet}
        onChange={setSubnet}
        placeholder="10.10.0.0/24"
        help="Empty: the engine chooses a free one."
      />
      <TextField
        label="Gateway"
        value={gateway}
        onChange={setGateway}
        placeholder="10.10.0.1"
        help="The host’s own address in that range; empty: the first one."
      />
      <Checkbox
        id="network-internal"
        label="Internal: without a way out of the host"
        description="Its containers reach each other, and nothing else."
        isChecked={internal}
        onChange={(_event, on) => setInternal(on)}
      />
    </FormDialog>
  );
}

function missingOf(name: string, subnet: string, gateway: string): string | undefined {
  if (name.trim() === "") return "It needs a name.";
  if (gateway.trim() !== "" && subnet.trim() === "") return "A gateway needs a range of addresses.";
  return undefined;
}
