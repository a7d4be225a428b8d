// Makes an image of a container's files as they are.

import { Checkbox, Content, FormGroup, TextInput } from "@patternfly/react-core";
import { useState } from "react";
import { useCommitContainer } from "../../../api/containers";
import { useAnnounce } from "../../../components/Announcer";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { commitLine } from "../../../util/command";
import { isRunning } from "../state";
import type { DialogProps } from "./DialogProps";
import { useDeed } from "./useDeed";

export function CommitDialog({ host, container, engine, onClose }: DialogProps) {
  const { name } = container;
  const [reference, setReference] = useState(`${name.toLowerCase()}:saved`);
  const [comment, setComment] = useState("");
  const [pause, setPause] = useState(true);
  const announce = useAnnounce();
  const commit = useCommitContainer(host, name);
  const request = { reference, comment, pause };
  const deed = useDeed(async () => {
    await commit.mutateAsync(request);
    announce({ variant: "success", title: `Made the image ${reference} of ${name}` });
  }, onClose);
  return (
    <ConfirmDialog
      title={`Make an image of ${name}?`}
      confirm="Make image"
      isReady={reference !== ""}
      isPending={deed.isPending}
      error={deed.error}
      command={engine && reference !== "" ? commitLine(engine.kind, name, request) : undefined}
      onConfirm={deed.run}
      onClose={onClose}
    >
      <Content component="p">
        A new image gets its files as they are now. What is in volumes and mounted folders is not
        part of it.
      </Content>
      <FormGroup label="Name and tag of the image" fieldId="reference" className="ad-field">
        <TextInput
          id="reference"
          value={reference}
          onChange={(_event, value) => setReference(value.trim())}
        />
      </FormGroup>
      <FormGroup label="Comment (optional)" fieldId="comment" className="ad-field">
        <TextInput id="comment" value={comment} onChange={(_event, value) => setComment(value)} />
      </FormGroup>
      {isRunning(container) ? (
        <Checkbox
          id="commit-pause"
          className="ad-field"
          label="Pause it meanwhile"
          description="So that its files agree with each other. It answers nobody for that moment."
          isChecked={pause}
          onChange={(_event, on) => setPause(on)}
        />
      ) : null}
    </ConfirmDialog>
  );
}
