// Asks before a volume goes: its data goes with it, and nothing brings it back.

import { Content } from "@patternfly/react-core";
import { useRemoveVolume, type Volume } from "../../api/storage";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { bytes } from "../../util/format";

export interface RemoveVolumeProps {
  readonly host: string;
  readonly volume: Volume;
  readonly size: number | undefined;
  readonly onClose: () => void;
}

export function RemoveVolume({ host, volume, size, onClose }: RemoveVolumeProps) {
  const remove = useRemoveVolume(host);
  const announce = useAnnounce();
  const { name, options } = volume;
  const confirm = () =>
    remove.mutate(name, {
      onSuccess: () => {
        announce({ variant: "success", title: `Removed the volume ${name}` });
        onClose();
      },
    });
  const stays = options.o?.split(",").includes("bind") || options.type === "nfs";
  return (
    <ConfirmDialog
      title="Remove this volume and its data?"
      confirm="Remove volume"
      isDanger
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Content component="p" className="ad-break">
        <strong>{name}</strong>
      </Content>
      <Content component="p">
        {stays
          ? `Its files are at ${options.device ?? "another place"}: they stay there. Only the volume that leads to them goes.`
          : `Everything in it${size === undefined ? "" : ` (${bytes(size)})`} is gone for good. There is no way back, except from a backup.`}
      </Content>
      <Content component="p">No container uses it now.</Content>
    </ConfirmDialog>
  );
}
