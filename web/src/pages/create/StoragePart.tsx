// Volumes, folders of the host and memory that the container sees, with SELinux' choice in words.

import { useVolumes } from "../../api/making";
import { CheckField, ChoiceField, TextField } from "./fields";
import type { MountKind, MountRow, Relabel } from "./model";
import { Rows } from "./Rows";
import { complaintOf, type PartProps } from "./section";

const KINDS: Record<MountKind, string> = {
  volume: "Volume",
  bind: "Folder or file of the host",
  tmpfs: "Memory (tmpfs)",
};

const RELABELS: Record<Relabel, { words: string; hint: string }> = {
  keep: {
    words: "Keep the label",
    hint: "Nothing is changed. On a host with SELinux, the container may be denied the folder.",
  },
  shared: {
    words: "Shared (:z)",
    hint: "The folder and all in it is labelled so that any container may use it. Choose it where several containers share the folder.",
  },
  private: {
    words: "Private (:Z)",
    hint: "The folder and all in it is labelled for this container alone: other containers and the host's services lose it. Never for /home, /etc, /usr or /var as a whole.",
  },
};

const RELABEL_WORDS: Record<Relabel, string> = {
  keep: RELABELS.keep.words,
  shared: RELABELS.shared.words,
  private: RELABELS.private.words,
};

export function StoragePart({ host, form, set, complaints }: PartProps) {
  const volumes = useVolumes(host).data?.volumes;
  const known = volumes?.filter(({ anonymous }) => !anonymous).map(({ name }) => name) ?? [];
  return (
    <Rows<MountRow>
      rows={form.mounts}
      onChange={(mounts) => set({ mounts })}
      blank={{ kind: "volume", source: "", destination: "", readOnly: false, relabel: "keep" }}
      what="mount"
      first={(id) => `mount-${id}-kind`}
      nameOf={({ destination, source }) => destination || source}
    >
      {(row, setRow) => {
        const says = (part: string) => complaintOf(complaints, `mount-${row.id}-${part}`);
        return (
          <>
            <ChoiceField
              field={`mount-${row.id}-kind`}
              label="What"
              value={row.kind}
              words={KINDS}
              onChange={(kind) => setRow({ kind })}
            />
            {row.kind === "tmpfs" ? null : (
              <TextField
                // Lists of suggestions stay with the input that they were made for.
                key={row.kind}
                field={`mount-${row.id}-source`}
                label={row.kind === "bind" ? "On the host" : "Volume"}
                value={row.source}
                isRequired={row.kind === "bind"}
                placeholder={row.kind === "bind" ? "/srv/data" : "A new one without a name"}
                suggestions={row.kind === "volume" ? known : undefined}
                complaint={says("source")}
                onChange={(source) => setRow({ source })}
              />
            )}
            <TextField
              field={`mount-${row.id}-destination`}
              label="In the container"
              value={row.destination}
              isRequired
              placeholder="/data"
              complaint={says("destination")}
              onChange={(destination) => setRow({ destination })}
            />
            {row.kind === "bind" || (row.kind === "volume" && row.relabel !== "keep") ? (
              <div className="ad-row-wide">
                <ChoiceField
                  field={`mount-${row.id}-relabel`}
                  label="SELinux label"
                  value={row.relabel}
                  words={RELABEL_WORDS}
                  hint={RELABELS[row.relabel].hint}
                  onChange={(relabel) => setRow({ relabel })}
                />
              </div>
            ) : null}
            <div className="ad-row-wide">
              <CheckField
                field={`mount-${row.id}-read-only`}
                label="Read only"
                isChecked={row.readOnly}
                onChange={(readOnly) => setRow({ readOnly })}
              />
            </div>
          </>
        );
      }}
    </Rows>
  );
}
