// Removes an image, or one of its names; says first what uses it.

import { Checkbox, Content, Radio } from "@patternfly/react-core";
import { useId, useState } from "react";
import { useRemoveImage } from "../../api/images";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { bytes, counted, listed } from "../../util/format";
import { type Image, imageName } from "./imageList";

export interface RemoveDialogProps {
  readonly host: string;
  readonly image: Image;
  readonly onClose: () => void;
  /** The whole image is gone. */
  readonly onRemoved?: () => void;
}

export function RemoveDialog({ host, image, onClose, onRemoved }: RemoveDialogProps) {
  const id = useId();
  const announce = useAnnounce();
  const remove = useRemoveImage(host);
  /** The one name that goes; absent for the whole image. */
  const [tag, setTag] = useState<string>();
  const [isForced, setForced] = useState(false);
  const { tags, used_by: users, size } = image;
  const name = imageName(image);
  const isWhole = tag === undefined;
  const submit = () =>
    remove.mutate(
      {
        image: image.id,
        tag,
        // Several names are all meant; that containers use it is a question of its own.
        force: isWhole && (isForced || (tags.length > 1 && users.length === 0)),
      },
      {
        onSuccess: () => {
          announce({ variant: "success", title: `Removed ${tag ?? name}` });
          onClose();
          if (isWhole) onRemoved?.();
        },
      },
    );
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      confirm={isWhole ? "Remove image" : "Remove the name"}
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={submit}
      onClose={onClose}
    >
      <div className="ad-stack">
        {tags.length > 1 ? (
          <div role="radiogroup" aria-label="What is removed" className="ad-choices">
            <Radio
              id={`${id}-whole`}
              name={`${id}-what`}
              label={`The whole image with its ${counted(tags.length, "name")}`}
              isChecked={isWhole}
              onChange={() => setTag(undefined)}
            />
            {tags.map((one, place) => (
              <Radio
                key={one}
                id={`${id}-${place}`}
                name={`${id}-what`}
                label={
                  <>
                    Only the name <code className="ad-break">{one}</code>
                  </>
                }
                isChecked={tag === one}
                onChange={() => setTag(one)}
              />
            ))}
          </div>
        ) : null}
        {isWhole ? (
          <Content component="p">
            It takes {bytes(size)} on the disk; what other images share of that stays. To have it
            again, it must be pulled, loaded or built.
          </Content>
        ) : (
          <Content component="p">The image stays with its other names.</Content>
        )}
        {isWhole && users.length > 0 ? (
          <>
            <Content component="p">
              <strong>
                {counted(users.length, "container")} {users.length === 1 ? "was" : "were"} made from
                it: {listed(users)}.
              </strong>{" "}
              While one of them runs, the engine refuses.
            </Content>
            <Checkbox
              id={`${id}-force`}
              label="Remove it even though stopped containers were made from it"
              description="They still start; nothing new can be made from it."
              isChecked={isForced}
              onChange={(_event, checked) => setForced(checked)}
            />
          </>
        ) : null}
      </div>
    </ConfirmDialog>
  );
}
