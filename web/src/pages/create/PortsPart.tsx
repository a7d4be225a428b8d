// Ports of the container that are reachable on the host.

import { ChoiceField, TextField } from "./fields";
import type { Protocol } from "./model";
import { Rows } from "./Rows";
import { complaintOf, type PartProps } from "./section";

const PROTOCOLS: Record<Protocol, string> = { tcp: "TCP", udp: "UDP", sctp: "SCTP" };

export function PortsPart({ form, set, complaints }: PartProps) {
  return (
    <Rows
      rows={form.ports}
      onChange={(ports) => set({ ports })}
      blank={{ container: "", host: "", address: "", protocol: "tcp" }}
      what="port"
      first={(id) => `port-${id}-host`}
      nameOf={({ host, container }) => host || container}
    >
      {(row, setRow) => (
        <>
          <TextField
            field={`port-${row.id}-host`}
            label="Host port"
            value={row.host}
            inputMode="numeric"
            placeholder="Any free one"
            complaint={complaintOf(complaints, `port-${row.id}-host`)}
            onChange={(host) => setRow({ host })}
          />
          <TextField
            field={`port-${row.id}-container`}
            label="In container"
            value={row.container}
            inputMode="numeric"
            isRequired
            complaint={complaintOf(complaints, `port-${row.id}-container`)}
            onChange={(container) => setRow({ container })}
          />
          <ChoiceField
            field={`port-${row.id}-protocol`}
            label="Protocol"
            value={row.protocol}
            words={PROTOCOLS}
            onChange={(protocol) => setRow({ protocol })}
          />
          <TextField
            field={`port-${row.id}-address`}
            label="Host address"
            value={row.address}
            placeholder="All"
            onChange={(address) => setRow({ address })}
          />
        </>
      )}
    </Rows>
  );
}
