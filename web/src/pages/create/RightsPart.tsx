// Devices of the host, what the container's root may do, and how its own files are mounted.

import { Alert } from "@patternfly/react-core";
import { CheckField, TextField } from "./fields";
import type { DeviceRow } from "./model";
import { Rows } from "./Rows";
import { complaintOf, type PartProps } from "./section";

export function RightsPart({ form, set, complaints }: PartProps) {
  return (
    <>
      <Rows<DeviceRow>
        rows={form.devices}
        onChange={(devices) => set({ devices })}
        blank={{ host: "", container: "", permissions: "rwm" }}
        what="device"
        first={(id) => `device-${id}-host`}
        nameOf={({ host }) => host}
      >
        {(row, setRow) => (
          <>
            <TextField
              field={`device-${row.id}-host`}
              label="On the host"
              value={row.host}
              isRequired
              placeholder="/dev/ttyUSB0"
              complaint={complaintOf(complaints, `device-${row.id}-host`)}
              onChange={(host) => setRow({ host })}
            />
            <TextField
              field={`device-${row.id}-container`}
              label="In the container"
              value={row.container}
              placeholder="The same"
              onChange={(container) => setRow({ container })}
            />
            <TextField
              field={`device-${row.id}-permissions`}
              label="Permissions"
              value={row.permissions}
              hint="Of r (read), w (write), m (make nodes)."
              onChange={(permissions) => setRow({ permissions })}
            />
          </>
        )}
      </Rows>
      <div className="ad-form-pair">
        <TextField
          field="capabilities-added"
          label="Capabilities to add"
          value={form.capabilitiesAdded}
          placeholder="NET_ADMIN SYS_TIME"
          onChange={(capabilitiesAdded) => set({ capabilitiesAdded })}
        />
        <TextField
          field="capabilities-dropped"
          label="Capabilities to drop"
          value={form.capabilitiesDropped}
          placeholder="ALL"
          onChange={(capabilitiesDropped) => set({ capabilitiesDropped })}
        />
      </div>
      <CheckField
        field="read-only"
        label="Its own files are read-only"
        hint="It writes to its mounts only."
        isChecked={form.readOnly}
        onChange={(readOnly) => set({ readOnly })}
      />
      <CheckField
        field="init"
        label="Run a small init as its first process"
        hint="It collects processes that ended and passes signals on."
        isChecked={form.init}
        onChange={(init) => set({ init })}
      />
      <CheckField
        field="privileged"
        label="Privileged"
        hint="All devices and all capabilities, and no SELinux or seccomp around it."
        isChecked={form.privileged}
        onChange={(privileged) => set({ privileged })}
      />
      {form.privileged ? (
        <Alert
          component="h3"
          isInline
          variant="warning"
          title="A privileged container is as good as root on this host"
        >
          Whoever gets into it can read and change every file of the host, load kernel modules and
          leave the container. Give it the one device or capability that it needs instead.
        </Alert>
      ) : null}
    </>
  );
}
