// One container of the list.

import { Checkbox } from "@patternfly/react-core";
import { Td, Tr } from "@patternfly/react-table";
import { memo } from "react";
import { Link } from "react-router";
import type { StatsRing } from "../../api/statsRing";
import { useHostId } from "../../hooks/useHostId";
import { counted } from "../../util/format";
import { ContainerActions } from "./ContainerActions";
import { ownerOf } from "./listing";
import { Ports } from "./Ports";
import { containerPath } from "./paths";
import { StateLabel } from "./StateLabel";
import type { Container } from "./state";
import { UsageCell } from "./UsageCell";

export interface ContainerRowProps {
  readonly index: number;
  readonly measure: (element: Element | null) => void;
  readonly container: Container;
  readonly ring: StatsRing;
  readonly isSelected: boolean;
  readonly onSelect: (name: string, on: boolean) => void;
}

export const ContainerRow = memo(function ContainerRow(props: ContainerRowProps) {
  const { index, measure, container, ring, isSelected, onSelect } = props;
  const host = useHostId();
  const { name } = container;
  return (
    <Tr innerRef={measure} data-index={index} aria-rowindex={index + 2}>
      <Td className="ad-col-select">
        <Checkbox
          id={`select-${container.id}`}
          aria-label={`Select ${name}`}
          isChecked={isSelected}
          onChange={(_event, on) => onSelect(name, on)}
        />
      </Td>
      <Td dataLabel="Name" modifier="breakWord">
        <Link to={containerPath(host, name)} className="ad-name">
          {name}
        </Link>
        <div className="ad-quiet">{container.image}</div>
      </Td>
      <Td dataLabel="State">
        <StateLabel container={container} />
        <div className="ad-quiet">{container.status}</div>
        {container.restarts ? (
          <div className="ad-quiet">{counted(container.restarts, "restart")}</div>
        ) : null}
      </Td>
      <Td dataLabel="CPU">
        <UsageCell ring={ring} container={container} of="cpu" />
      </Td>
      <Td dataLabel="Memory">
        <UsageCell ring={ring} container={container} of="memory" />
      </Td>
      <Td dataLabel="Ports">
        <Ports container={name} ports={container.ports} />
      </Td>
      <Td dataLabel="Owner" modifier="breakWord">
        {ownerOf(container) ?? <span className="ad-quiet">None</span>}
      </Td>
      <Td className="ad-action-cell">
        <ContainerActions container={container} place="row" />
      </Td>
    </Tr>
  );
});
