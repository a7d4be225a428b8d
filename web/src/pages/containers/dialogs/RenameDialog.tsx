// Gives a container another name, and offers the old one back.

import {
  Content,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
} from "@patternfly/react-core";
import { useState } from "react";
import { useRenameContainer } from "../../../api/containers";
import { failureOf, useAnnounce } from "../../../components/Announcer";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { commandLine } from "../../../util/command";
import type { DialogProps } from "./DialogProps";
import { useDeed } from "./useDeed";

/** As the engines accept it. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

export function RenameDialog({ host, container, engine, onClose }: DialogProps) {
  const { name, unit, compose } = container;
  const [wanted, setWanted] = useState(name);
  const announce = useAnnounce();
  const rename = useRenameContainer(host);
  const isValid = NAME.test(wanted);
  const back = async () => {
    try {
      await rename.mutateAsync({ container: wanted, name });
      announce({ variant: "success", title: `It is called ${name} again` });
    } catch (error) {
      announce(failureOf(`Could not rename ${wanted} back`, error));
    }
  };
  const deed = useDeed(async () => {
    await rename.mutateAsync({ container: name, name: wanted });
    announce({
      variant: "success",
      title: `Renamed ${name} to ${wanted}`,
      action: { words: "Rename back", run: () => void back() },
    });
  }, onClose);
  const owner = unit ?? compose?.project;
  return (
    <ConfirmDialog
      title={`Rename ${name}?`}
      confirm="Rename container"
      isReady={isValid && wanted !== name}
      isPending={deed.isPending}
      error={deed.error}
      command={
        engine && isValid && wanted !== name
          ? commandLine(engine.kind, ["rename", name, wanted])
          : undefined
      }
      onConfirm={deed.run}
      onClose={onClose}
    >
      <Content component="p">
        It goes on running. Other containers that find it by its name do not find it any more
        {owner ? `, and ${owner}, which owns it, may make another one in its place` : ""}.
      </Content>
      <FormGroup label="New name" fieldId="new-name" className="ad-field">
        <TextInput
          id="new-name"
          value={wanted}
          validated={isValid ? "default" : "error"}
          onChange={(_event, value) => setWanted(value.trim())}
        />
        {isValid ? null : (
          <FormHelperText>
            <HelperText>
              <HelperTextItem variant="error">
                A name begins with a letter or digit, followed by letters, digits, “_”, “.” or “-”.
              </HelperTextItem>
            </HelperText>
          </FormHelperText>
        )}
      </FormGroup>
    </ConfirmDialog>
  );
}
