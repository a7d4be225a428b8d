// "Recreate from newer image": says what happens, does it for one container or several, and tells how each
// went, or that the old one was put back.

import {
  Button,
  Content,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from "@patternfly/react-core";
import { useId, useState } from "react";
import { reportOf } from "../api/client";
import { useRecreateContainer } from "../api/making";
import { useOperationStream } from "../api/operations";
import { counted } from "../util/format";
import { LostWhenRecreated } from "./LostWhenRecreated";
import { OperationProgress } from "./OperationProgress";
import { Sentence } from "./Sentence";

export interface RecreateDialogProps {
  readonly host: string;
  /** By name. */
  readonly containers: readonly string[];
  readonly onClose: () => void;
}

/** What was asked of one container. */
type Asked =
  | { readonly kind: "begun"; readonly operation: string }
  | { readonly kind: "refused"; readonly why: string };

export function RecreateDialog({ host, containers: wanted, onClose }: RecreateDialogProps) {
  const id = useId();
  // As it was asked for: once they are made again, the image that they had is no longer theirs.
  const [containers] = useState(wanted);
  const recreate = useRecreateContainer(host);
  const [asked, setAsked] = useState<ReadonlyMap<string, Asked>>();
  const one = containers.length === 1 ? containers[0] : undefined;
  const what = one ?? counted(containers.length, "container");
  const begin = async () => {
    setAsked(new Map());
    for (const container of containers) {
      const answered = await ask(container);
      setAsked((before) => new Map([...(before ?? []), [container, answered]]));
    }
  };
  const ask = async (container: string): Promise<Asked> => {
    try {
      const { id: operation } = await recreate.mutateAsync({ container });
      return { kind: "begun", operation };
    } catch (error) {
      const { detail, remedy } = reportOf(error);
      return { kind: "refused", why: [detail, remedy ?? ""].join(". ") };
    }
  };
  return (
    <Modal
      isOpen
      variant="medium"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-body`}
      onClose={onClose}
    >
      <ModalHeader title={`Recreate ${what} from the newest image?`} labelId={`${id}-title`} />
      <ModalBody id={`${id}-body`}>
        {asked === undefined ? (
          <div className="ad-stack">
            <WhatHappens containers={containers} />
            {containers.map((container) => (
              <LostWhenRecreated key={container} host={host} container={container} />
            ))}
          </div>
        ) : (
          <div className="ad-stack" aria-live="polite">
            {containers.map((container) => (
              <Recreation
                key={container}
                host={host}
                container={container}
                asked={asked.get(container)}
              />
            ))}
          </div>
        )}
      </ModalBody>
      <ModalFooter>
        {asked === undefined ? (
          <>
            <Button onClick={() => void begin()}>
              {one === undefined ? "Recreate them" : "Recreate container"}
            </Button>
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
          </>
        ) : (
          <Button variant="secondary" onClick={onClose}>
            Close
          </Button>
        )}
      </ModalFooter>
    </Modal>
  );
}

function WhatHappens({ containers }: { containers: readonly string[] }) {
  return (
    <Content>
      <ol>
        <li>The newest image of the container's reference is pulled.</li>
        <li>
          A new container takes its place, with the same name, settings, volumes and networks. What
          it offers is not reachable for a moment.
        </li>
        <li>
          The old one is kept until the new one runs, and is healthy if it has a health check. Else
          the old one is put back.
        </li>
      </ol>
      <p>What a container wrote outside of its volumes goes with the old one.</p>
      {containers.length > 1 ? (
        <ul>
          {containers.map((container) => (
            <li key={container}>{container}</li>
          ))}
        </ul>
      ) : null}
    </Content>
  );
}

interface RecreationProps {
  readonly host: string;
  readonly container: string;
  readonly asked: Asked | undefined;
}

function Recreation({ host, container, asked }: RecreationProps) {
  const operation = useOperationStream(host, asked?.kind === "begun" ? asked.operation : undefined);
  if (operation !== undefined) {
    return <OperationProgress operation={operation} headingLevel="h2" />;
  }
  return (
    <p>
      <strong>{container}</strong>:{" "}
      {asked?.kind === "refused" ? <Sentence text={asked.why} /> : "waiting…"}
    </p>
  );
}
