// Gives an image a further name.

import {
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextInput,
} from "@patternfly/react-core";
import { useId, useState } from "react";
import { useTagImage } from "../../api/images";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { type Image, imageName } from "./imageList";

export interface TagDialogProps {
  readonly host: string;
  readonly image: Image;
  readonly onClose: () => void;
}

export function TagDialog({ host, image, onClose }: TagDialogProps) {
  const id = useId();
  const tag = useTagImage(host);
  const announce = useAnnounce();
  const [text, setText] = useState("");
  const reference = text.trim();
  const save = () => {
    if (reference === "") return;
    tag.mutate(
      { image: image.id, reference },
      {
        onSuccess: () => {
          announce({ variant: "success", title: `${imageName(image)} is also ${reference}` });
          onClose();
        },
      },
    );
  };
  return (
    <ConfirmDialog
      title={`Give ${imageName(image)} a further name`}
      confirm="Add the name"
      isPending={tag.isPending}
      error={tag.error}
      onConfirm={save}
      onClose={onClose}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <FormGroup label="Name and tag" fieldId={`${id}-name`} isRequired>
          <TextInput
            id={`${id}-name`}
            value={text}
            isRequired
            autoFocus
            spellCheck={false}
            autoComplete="off"
            placeholder="registry.example.org/app/web:1.2"
            aria-describedby={`${id}-hint`}
            onChange={(_event, value) => setText(value)}
          />
          <FormHelperText id={`${id}-hint`}>
            <HelperText>
              <HelperTextItem>
                If another image has that name, it loses it. The names it has now stay.
              </HelperTextItem>
            </HelperText>
          </FormHelperText>
        </FormGroup>
      </Form>
    </ConfirmDialog>
  );
}
