// The volumes of a host: what uses them, where they are, and how large they are where that is known.

import {
  Button,
  EmptyState,
  EmptyStateBody,
  SearchInput,
  Skeleton,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import HddIcon from "@patternfly/react-icons/dist/esm/icons/hdd-icon";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { usePermission } from "../../api/roles";
import { useStorage, useVolumes, type Volume } from "../../api/storage";
import { ActionButton } from "../../components/ActionButton";
import { Moment } from "../../components/Moment";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { UsedBy } from "../../components/UsedBy";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { bytes, counted, short } from "../../util/format";
import { RemoveVolume } from "./RemoveVolume";
import { VolumeDetails } from "./VolumeDetails";
import { VolumeDialog } from "./VolumeDialog";
import "./storage.css";

export function Component() {
  const host = useHostId();
  const hostName = useHostName(host);
  const volumes = useVolumes(host);
  const sizes = useStorage(host).data?.volume_sizes ?? {};
  const permission = usePermission("volume_create");
  const [isCreating, setCreating] = useState(false);
  return (
    <PageFrame
      title="Volumes"
      of={hostName}
      lead="Where containers keep their data."
      actions={
        <ActionButton permission={permission} onClick={() => setCreating(true)}>
          Create volume
        </ActionButton>
      }
    >
      <QueryView query={volumes} loading={<Skeleton height="16rem" />}>
        {({ volumes: all }) => <Volumes host={host} all={all} sizes={sizes} />}
      </QueryView>
      {isCreating ? <VolumeDialog host={host} onClose={() => setCreating(false)} /> : null}
    </PageFrame>
  );
}

interface VolumesProps {
  readonly host: string;
  readonly all: readonly Volume[];
  /** Bytes by name, of those that the engine measured. */
  readonly sizes: Readonly<Record<string, number>>;
}

function Volumes({ host, all, sizes }: VolumesProps) {
  const [params, setParams] = useSearchParams();
  const wanted = params.get("q") ?? "";
  const shown = all.filter(
    ({ name, used_by: users }) =>
      name.toLowerCase().includes(wanted.toLowerCase()) ||
      users.some((user) => user.toLowerCase().includes(wanted.toLowerCase())),
  );
  const search = (text: string) => setParams(text === "" ? {} : { q: text }, { replace: true });
  if (all.length === 0) {
    return (
      <EmptyState titleText="No volumes yet" headingLevel="h2" icon={HddIcon}>
        <EmptyStateBody>
          What containers write is lost with them, unless they keep it in a volume.
        </EmptyStateBody>
      </EmptyState>
    );
  }
  return (
    <>
      <Toolbar className="ad-toolbar">
        <ToolbarContent alignItems="center">
          <ToolbarItem>
            <SearchInput
              aria-label="Search by name or container"
              placeholder="Search by name or container"
              value={wanted}
              onChange={(_event, text) => search(text)}
              onClear={() => search("")}
            />
          </ToolbarItem>
          <ToolbarItem className="ad-quiet">{counted(all.length, "volume")}</ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {shown.length === 0 ? (
        <EmptyState titleText="No volume matches" headingLevel="h2" icon={SearchIcon}>
          <EmptyStateBody>Neither a name nor a container matches the search.</EmptyStateBody>
        </EmptyState>
      ) : (
        <VolumeTable host={host} volumes={shown} sizes={sizes} />
      )}
    </>
  );
}

function VolumeTable({
  host,
  volumes,
  sizes,
}: Omit<VolumesProps, "all"> & { volumes: readonly Volume[] }) {
  const [inspected, setInspected] = useState<string>();
  const [removing, setRemoving] = useState<string>();
  const permission = usePermission("volume_remove");
  const find = (wanted: string | undefined) => volumes.find(({ name }) => name === wanted);
  const [shown, leaving] = [find(inspected), find(removing)];
  return (
    <>
      <Table aria-label="Volumes" variant="compact" gridBreakPoint="grid-lg">
        <Thead>
          <Tr>
            <Th width={30}>Name</Th>
            <Th>Used by</Th>
            <Th>Size</Th>
            <Th>Created</Th>
            <Th screenReaderText="Actions" />
          </Tr>
        </Thead>
        <Tbody>
          {volumes.map((volume) => (
            <Tr key={volume.name}>
              <Td dataLabel="Name" modifier="breakWord">
                <Button variant="link" isInline onClick={() => setInspected(volume.name)}>
                  {volume.anonymous ? `${short(volume.name)}…` : volume.name}
                </Button>
                {volume.anonymous ? <div className="ad-quiet">Made without a name</div> : null}
              </Td>
              <Td dataLabel="Used by">
                <UsedBy host={host} names={volume.used_by} />
              </Td>
              <Td dataLabel="Size">{sizeWords(sizes[volume.name])}</Td>
              <Td dataLabel="Created">
                {volume.created_at ? <Moment at={volume.created_at} /> : "Unknown"}
              </Td>
              <Td className="ad-action-cell">
                <ActionButton
                  variant="secondary"
                  size="sm"
                  isDanger
                  aria-label={`Remove ${volume.name}`}
                  permission={permission}
                  {...(volume.used_by.length === 0
                    ? {}
                    : {
                        blocked: `It is in use by ${volume.used_by.join(", ")}. Remove that first.`,
                      })}
                  onClick={() => setRemoving(volume.name)}
                >
                  Remove
                </ActionButton>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {shown === undefined ? null : (
        <VolumeDetails
          host={host}
          volume={shown}
          size={sizeWords(sizes[shown.name])}
          onClose={() => setInspected(undefined)}
        />
      )}
      {leaving === undefined ? null : (
        <RemoveVolume
          host={host}
          volume={leaving}
          size={sizes[leaving.name]}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}

function sizeWords(size: number | undefined): string {
  return size === undefined ? "Not measured" : bytes(size);
}
