// All that is known of one volume.

import {
  Button,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from "@patternfly/react-core";
import type { ReactNode } from "react";
import type { Volume } from "../../api/storage";
import { CopyText } from "../../components/CopyText";
import { Moment } from "../../components/Moment";
import { UsedBy } from "../../components/UsedBy";

export interface VolumeDetailsProps {
  readonly host: string;
  readonly volume: Volume;
  readonly size: string;
  readonly onClose: () => void;
}

export function VolumeDetails({ host, volume, size, onClose }: VolumeDetailsProps) {
  const { name, driver, mountpoint, created_at: at, anonymous, labels, options } = volume;
  return (
    <Modal isOpen variant="medium" aria-labelledby="volume-title" onClose={onClose}>
      <ModalHeader title={name} labelId="volume-title" />
      <ModalBody>
        <DescriptionList isHorizontal isCompact>
          <Fact term="Used by">
            <UsedBy host={host} names={volume.used_by} />
          </Fact>
          <Fact term="Size">{size}</Fact>
          <Fact term="On the host">
            <span className="ad-break">
              <CopyText what="path" shown={mountpoint} whole={mountpoint} />
            </span>
          </Fact>
          <Fact term="Driver">{driver}</Fact>
          <Fact term="Created">{at ? <Moment at={at} shows="absolute" /> : "Unknown"}</Fact>
          {anonymous ? <Fact term="Name">Made without a name by a container</Fact> : null}
          <Fact term="Options">
            <Pairs pairs={options} />
          </Fact>
          <Fact term="Labels">
            <Pairs pairs={labels} />
          </Fact>
        </DescriptionList>
      </ModalBody>
      <ModalFooter>
        <Button variant="secondary" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

function Pairs({ pairs }: { pairs: Readonly<Record<string, string>> }) {
  const entries = Object.entries(pairs);
  if (entries.length === 0) return <span className="ad-quiet">None</span>;
  return (
    <ul>
      {entries.map(([name, value]) => (
        <li key={name} className="ad-mono ad-break">
          {name}={value}
        </li>
      ))}
    </ul>
  );
}
