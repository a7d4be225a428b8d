// The networks that the container is attached to, and the names it has there.

import { useNetworks } from "../../api/making";
import { useContainers } from "../../api/queries";
import { TextField } from "./fields";
import type { NetworkRow } from "./model";
import { Rows } from "./Rows";
import { complaintOf, type PartProps } from "./section";

export function NetworkPart({ host, form, set, complaints }: PartProps) {
  const known = useNetworks(host).data?.networks.map(({ name }) => name) ?? [];
  const list = useContainers(host).data;
  const pods = new Set(list?.containers.flatMap(({ pod }) => pod ?? []));
  const hasPods = list?.engine.features.includes("libpod") ?? false;
  return (
    <>
      <p className="ad-quiet">
        Without a line here it gets the engine's default network. <code>host</code> (the host's own
        network, without ports) and <code>none</code> stand alone.
      </p>
      <Rows<NetworkRow>
        rows={form.networks}
        onChange={(networks) => set({ networks })}
        blank={{ network: "", aliases: "", address: "" }}
        what="network"
        first={(id) => `network-${id}-network`}
        nameOf={({ network }) => network}
      >
        {(row, setRow) => (
          <>
            <TextField
              field={`network-${row.id}-network`}
              label="Network"
              value={row.network}
              isRequired
              suggestions={known}
              complaint={complaintOf(complaints, `network-${row.id}-network`)}
              onChange={(network) => setRow({ network })}
            />
            <TextField
              field={`network-${row.id}-aliases`}
              label="Further names there"
              value={row.aliases}
              placeholder="db store"
              onChange={(aliases) => setRow({ aliases })}
            />
            <TextField
              field={`network-${row.id}-address`}
              label="Fixed address"
              value={row.address}
              placeholder="Any free one"
              onChange={(address) => setRow({ address })}
            />
          </>
        )}
      </Rows>
      {form.pod === "" && !hasPods ? null : (
        <TextField
          field="pod"
          label="Pod"
          value={form.pod}
          placeholder="None"
          suggestions={[...pods].sort()}
          hint="It shares the network of its pod, and the pod publishes the ports: leave networks and ports out."
          onChange={(pod) => set({ pod })}
        />
      )}
    </>
  );
}
