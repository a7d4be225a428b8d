// Brings images in from an archive that `docker save` or `podman save` made.

import { Form } from "@patternfly/react-core";
import { useId, useState } from "react";
import { useLoadImages } from "../../api/images";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { listed } from "../../util/format";
import { FileInput, SendingProgress } from "./UploadParts";
import { useSending } from "./useSending";

export interface LoadDialogProps {
  readonly host: string;
  readonly onClose: () => void;
}

export function LoadDialog({ host, onClose }: LoadDialogProps) {
  const id = useId();
  const load = useLoadImages(host);
  const sending = useSending();
  const announce = useAnnounce();
  const [file, setFile] = useState<File>();
  const [isChecked, setChecked] = useState(false);
  const submit = () => {
    setChecked(true);
    if (file === undefined) return;
    load.mutate(sending.begin(file), {
      onSuccess: ({ images }) => {
        announce({
          variant: "success",
          title: images.length === 0 ? "Loaded the archive" : `Loaded ${listed(images)}`,
        });
        onClose();
      },
    });
  };
  return (
    <ConfirmDialog
      title="Load images from an archive"
      confirm="Load images"
      isPending={load.isPending}
      error={load.error}
      onConfirm={submit}
      onClose={onClose}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <FileInput
          id={`${id}-file`}
          label="Archive"
          hint="A tar archive as docker save or podman save make them, compressed or not."
          complaint={isChecked && file === undefined ? "Which file?" : undefined}
          onChange={([first]) => setFile(first)}
        />
      </Form>
      {load.isPending ? <SendingProgress progress={sending.progress} /> : null}
    </ConfirmDialog>
  );
}
