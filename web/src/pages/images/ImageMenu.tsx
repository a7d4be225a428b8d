// What can be done to one image, and the dialogs that ask about it. What cannot be done stays and says why.

import { Divider, Dropdown, DropdownItem, DropdownList, MenuToggle } from "@patternfly/react-core";
import EllipsisVIcon from "@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon";
import { useState } from "react";
import { archiveUrl, useCheckImages, usePullImage } from "../../api/images";
import { type Permission, usePermission } from "../../api/roles";
import { failureOf, useAnnounce } from "../../components/Announcer";
import { RecreateDialog } from "../../components/RecreateDialog";
import { type Image, imageName } from "./imageList";
import { RemoveDialog } from "./RemoveDialog";
import { TagDialog } from "./TagDialog";

export interface ImageMenuProps {
  readonly host: string;
  readonly image: Image;
  /** The whole image is gone. */
  readonly onRemoved?: () => void;
}

export function ImageMenu({ host, image, onRemoved }: ImageMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const [asking, setAsking] = useState<"tag" | "remove" | "recreate">();
  const announce = useAnnounce();
  const pull = usePullImage(host);
  const check = useCheckImages(host);
  const name = imageName(image);
  const first = image.tags[0];
  const close = () => setAsking(undefined);
  const nameless = first === undefined ? "It has no name to ask a registry for." : undefined;
  const unused = image.used_by.length === 0 ? "No container was made from it." : undefined;
  const pulls = usePermission("image_pull");
  const saves = usePermission("image_save");
  return (
    <>
      <Dropdown
        isOpen={isOpen}
        onOpenChange={setOpen}
        onSelect={() => setOpen(false)}
        popperProps={{ position: "right" }}
        toggle={(ref) => (
          <MenuToggle
            ref={ref}
            variant="plain"
            aria-label={`Actions for ${name}`}
            isExpanded={isOpen}
            icon={<EllipsisVIcon />}
            onClick={() => setOpen(!isOpen)}
          />
        )}
      >
        <DropdownList>
          <DropdownItem
            {...refusal(pulls, nameless)}
            onClick={() =>
              pull.mutate(
                { reference: first ?? "" },
                { onError: (error) => announce(failureOf(`Could not pull ${name}`, error)) },
              )
            }
          >
            Pull again
          </DropdownItem>
          <DropdownItem
            {...refusal(usePermission("image_check"), nameless)}
            onClick={() =>
              check.mutate([...image.tags], {
                onError: (error) => announce(failureOf("Could not ask for newer images", error)),
              })
            }
          >
            Check for a newer one
          </DropdownItem>
          <DropdownItem
            {...refusal(usePermission("container_create"), unused)}
            onClick={() => setAsking("recreate")}
          >
            Recreate containers that use it
          </DropdownItem>
          <Divider component="li" />
          <DropdownItem {...refusal(usePermission("image_tag"))} onClick={() => setAsking("tag")}>
            Give it a further name
          </DropdownItem>
          {saves.allowed ? (
            <DropdownItem to={archiveUrl(host, first ?? image.id)} download="">
              Download as an archive
            </DropdownItem>
          ) : (
            <DropdownItem {...refusal(saves)}>Download as an archive</DropdownItem>
          )}
          <Divider component="li" />
          <DropdownItem
            {...refusal(usePermission("image_remove"))}
            isDanger
            onClick={() => setAsking("remove")}
          >
            Remove
          </DropdownItem>
        </DropdownList>
      </Dropdown>
      {asking === "tag" ? <TagDialog host={host} image={image} onClose={close} /> : null}
      {asking === "remove" ? (
        <RemoveDialog host={host} image={image} onClose={close} onRemoved={onRemoved} />
      ) : null}
      {asking === "recreate" ? (
        <RecreateDialog host={host} containers={image.used_by} onClose={close} />
      ) : null}
    </>
  );
}

/** Why an item cannot be used, to be read where it stands. */
function refusal(permission: Permission, blocked?: string) {
  const why = permission.allowed ? blocked : permission.why;
  return why === undefined ? {} : { isAriaDisabled: true, tooltipProps: { content: why } };
}
