// What a role is for: everything, certain hosts, or certain containers.

import { FormFieldGroup, FormFieldGroupHeader, FormGroup, Radio } from "@patternfly/react-core";
import { useId } from "react";
import { useHosts } from "../../api/queries";
import { TextField } from "../../components/TextField";
import { type Extent, labelComplaint, type RoleDraft } from "./roleForm";

export interface PartProps {
  readonly draft: RoleDraft;
  readonly set: (part: Partial<RoleDraft>) => void;
}

const EXTENTS: readonly { extent: Extent; label: string; description: string }[] = [
  {
    extent: "all",
    label: "Everything",
    description: "All hosts with all that is on them, and the console itself.",
  },
  {
    extent: "hosts",
    label: "Certain hosts",
    description: "All that is on them. Nothing about the console itself.",
  },
  {
    extent: "containers",
    label: "Certain containers",
    description:
      "Nothing about the host. Who has only this role sees one plain page with these containers.",
  },
];

export function ExtentPart({ draft, set }: PartProps) {
  const id = useId();
  const hosts = useHosts().data ?? [];
  const known = hosts.map((host) => host.id).join(", ");
  return (
    <>
      <FormGroup role="radiogroup" label="For" fieldId={id} isStack>
        {EXTENTS.map(({ extent, label, description }) => (
          <Radio
            key={extent}
            id={`${id}-${extent}`}
            name={id}
            label={label}
            description={description}
            isChecked={draft.extent === extent}
            onChange={() => set({ extent })}
          />
        ))}
      </FormGroup>
      {draft.extent === "all" ? null : (
        <FormFieldGroup
          header={
            <FormFieldGroupHeader
              titleText={{
                text: draft.extent === "hosts" ? "Which hosts" : "Which containers",
                id: `${id}-which`,
              }}
              titleDescription="* stands for any characters, ? for one. Several are parted by spaces."
            />
          }
        >
          {draft.extent === "containers" ? <ContainerFields draft={draft} set={set} /> : null}
          <TextField
            label={draft.extent === "hosts" ? "Hosts" : "On these hosts only"}
            isRequired={draft.extent === "hosts"}
            value={draft.hosts}
            help={`By id${known === "" ? "" : `, here: ${known}`}.${
              draft.extent === "hosts" ? "" : " Empty: on all."
            }`}
            onChange={(text) => set({ hosts: text })}
          />
        </FormFieldGroup>
      )}
    </>
  );
}

/** One of them suffices for a container. */
function ContainerFields({ draft, set }: PartProps) {
  return (
    <>
      <TextField
        label="By name"
        value={draft.names}
        placeholder="shop-*"
        help="A container belongs to the role if its name, its image or one of its labels matches."
        onChange={(names) => set({ names })}
      />
      <TextField
        label="By image"
        value={draft.images}
        placeholder="quay.io/shop/*"
        onChange={(images) => set({ images })}
      />
      <TextField
        label="By label"
        value={draft.labels}
        placeholder="team=shop"
        complaint={labelComplaint(draft.labels)}
        onChange={(labels) => set({ labels })}
      />
    </>
  );
}
