// Removes a container; where data go with it, its name has to be typed.

import { Checkbox, Content, FormGroup, List, ListItem, TextInput } from "@patternfly/react-core";
import { useState } from "react";
import { useContainer, useRemoveContainer } from "../../../api/containers";
import { useAnnounce } from "../../../components/Announcer";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { removeLine } from "../../../util/command";
import { counted, listed } from "../../../util/format";
import { isAnonymous } from "../actions";
import { isRunning } from "../state";
import type { DialogProps } from "./DialogProps";
import { useDeed } from "./useDeed";

export function RemoveDialog({ host, container, engine, onClose }: DialogProps) {
  const { name, unit, compose } = container;
  const [volumes, setVolumes] = useState(false);
  const [typed, setTyped] = useState("");
  const announce = useAnnounce();
  const remove = useRemoveContainer(host);
  const mounts = useContainer(host, name).data?.mounts ?? [];
  const held = mounts.filter(({ kind }) => kind === "volume").map(({ source }) => source);
  const anonymous = held.filter(isAnonymous);
  const named = held.filter((volume) => !isAnonymous(volume));
  const force = isRunning(container);
  const deed = useDeed(async () => {
    await remove.mutateAsync({ container: name, force, volumes });
    announce({ variant: "success", title: `Removed ${name}` });
  }, onClose);
  const owner = unit ?? compose?.project;
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      confirm={volumes ? "Remove container and data" : "Remove container"}
      isDanger
      isReady={!volumes || typed === name}
      isPending={deed.isPending}
      error={deed.error}
      command={engine && removeLine(engine.kind, [name], { force, volumes })}
      onConfirm={deed.run}
      onClose={onClose}
    >
      <List>
        {force ? <ListItem>It runs: it is killed first, and cannot tidy up.</ListItem> : null}
        <ListItem>
          What it wrote outside of volumes and mounted folders is lost, and so is its log. There is
          no way back.
        </ListItem>
        {named.length > 0 ? (
          <ListItem>
            {named.length === 1 ? "The volume" : "The volumes"} {listed(named)}{" "}
            {named.length === 1 ? "stays." : "stay."}
          </ListItem>
        ) : null}
        {owner ? (
          <ListItem>{owner} owns it, and may make another one in its place.</ListItem>
        ) : null}
      </List>
      {anonymous.length > 0 ? (
        <Checkbox
          id="remove-volumes"
          className="ad-field"
          label={`Also remove its ${counted(anonymous.length, "volume")} without a name`}
          description="With all data in it. Nothing else leads to such a volume once the container is gone."
          isChecked={volumes}
          onChange={(_event, on) => setVolumes(on)}
        />
      ) : null}
      {volumes ? (
        <FormGroup label={`Type ${name} to remove its data`} fieldId="typed" className="ad-field">
          <TextInput
            id="typed"
            value={typed}
            autoComplete="off"
            onChange={(_event, value) => setTyped(value)}
          />
        </FormGroup>
      ) : null}
      <Content component="p" className="ad-remedy">
        Its image stays.
      </Content>
    </ConfirmDialog>
  );
}
