// Which two are compared, kept in the address; a button takes them the other way round.

import { FormGroup, FormSelect, FormSelectOption } from "@patternfly/react-core";
import ExchangeAltIcon from "@patternfly/react-icons/dist/esm/icons/exchange-alt-icon";
import type { Deployment, Deployments } from "../../api/deployments";
import { ActionButton } from "../../components/ActionButton";
import { useView } from "../../hooks/useView";
import { nameOf, updateName } from "../deployments/words";

export interface SidePickerProps {
  readonly data: Deployments;
  readonly from: string | undefined;
  /** Absent: the update on offer. */
  readonly to: string | undefined;
}

export function SidePicker({ data, from = "", to = "" }: SidePickerProps) {
  const { set } = useView();
  const { deployments, update } = data;
  // Both at once: an address that names one side only would mean something else by the other.
  const choose = (earlier: string, later: string) => set({ from: earlier, to: later });
  return (
    <section aria-label="What is compared" className="ad-sides">
      <FormGroup label="From" fieldId="from">
        <FormSelect id="from" value={from} onChange={(_event, id) => choose(id, to)}>
          <Options deployments={deployments} chosen={from} />
        </FormSelect>
      </FormGroup>
      <ActionButton
        variant="plain"
        icon={<ExchangeAltIcon />}
        aria-label="The other way round"
        permission={{ allowed: true }}
        {...(to === "" ? { blocked: "The update on offer can only be the later one." } : {})}
        onClick={() => choose(to, from)}
      />
      <FormGroup label="To" fieldId="to">
        <FormSelect id="to" value={to} onChange={(_event, id) => choose(from, id)}>
          <FormSelectOption
            value=""
            label={update ? `The update on offer: ${updateName(update)}` : "The update on offer"}
          />
          <Options deployments={deployments} chosen={to} />
        </FormSelect>
      </FormGroup>
    </section>
  );
}

interface OptionsProps {
  readonly deployments: readonly Deployment[];
  readonly chosen: string;
}

function Options({ deployments, chosen }: OptionsProps) {
  const isKnown = chosen === "" || deployments.some(({ id }) => id === chosen);
  return (
    <>
      {isKnown ? null : <FormSelectOption value={chosen} label={`Not there any more: ${chosen}`} />}
      {deployments.map((one) => (
        <FormSelectOption key={one.id} value={one.id} label={`${nameOf(one)}${roleOf(one)}`} />
      ))}
    </>
  );
}

function roleOf({ booted, staged, rollback, pinned }: Deployment): string {
  const role = booted ? "booted" : staged ? "staged" : rollback ? "rollback" : "";
  const words = [role, pinned ? "pinned" : ""].filter(Boolean).join(", ");
  return words === "" ? "" : ` (${words})`;
}
