// The list of images as a table; a stack of cards where the page is narrow.

import { Table, Tbody, Td, Th, Thead, type ThProps, Tr } from "@patternfly/react-table";
import { Link } from "react-router";
import { Moment } from "../../components/Moment";
import { bytes, short } from "../../util/format";
import { ImageMenu } from "./ImageMenu";
import { type Image, imageName, SORTS, type Sort } from "./imageList";
import { NewerLabels } from "./NewerLabels";

export interface ImageTableProps {
  readonly host: string;
  readonly images: readonly Image[];
  readonly sort: Sort;
  readonly isReversed: boolean;
  readonly onSort: (sort: Sort, isReversed: boolean) => void;
}

export function ImageTable({ host, images, sort, isReversed, onSort }: ImageTableProps) {
  // Names go up from A; sizes and dates begin with the largest.
  const isUp = (of: Sort) => (of === "name") !== (of === sort && isReversed);
  const sortOf = (of: Sort): ThProps["sort"] => ({
    columnIndex: SORTS.indexOf(of),
    sortBy: { index: SORTS.indexOf(sort), direction: isUp(sort) ? "asc" : "desc" },
    onSort: () => onSort(of, of === sort && !isReversed),
  });
  return (
    <Table aria-label="Images" gridBreakPoint="grid-xl" variant="compact" className="ad-table">
      <Thead>
        <Tr>
          <Th width={35} sort={sortOf("name")}>
            Name
          </Th>
          <Th sort={sortOf("size")} modifier="nowrap">
            Size
          </Th>
          <Th sort={sortOf("created")} modifier="nowrap">
            Made
          </Th>
          <Th width={20}>Used by</Th>
          <Th width={15}>In the registry</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {images.map((image) => (
          <Tr key={image.id}>
            <Td dataLabel="Name" modifier="breakWord">
              <ImageNames host={host} image={image} />
            </Td>
            <Td dataLabel="Size" modifier="nowrap">
              {bytes(image.size)}
            </Td>
            <Td dataLabel="Made" modifier="nowrap">
              <Moment at={image.created_at} />
            </Td>
            <Td dataLabel="Used by" modifier="breakWord">
              <UsedBy host={host} containers={image.used_by} />
            </Td>
            <Td dataLabel="In the registry">
              <NewerLabels newer={image.newer} />
            </Td>
            <Td isActionCell>
              <ImageMenu host={host} image={image} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function ImageNames({ host, image }: { host: string; image: Image }) {
  const further = image.tags.slice(1);
  return (
    <>
      <Link to={`/hosts/${host}/images/${image.id}`} className="ad-name">
        {imageName(image)}
      </Link>
      {further.map((tag) => (
        <div key={tag}>{tag}</div>
      ))}
      <div className="ad-quiet ad-mono">
        {image.tags.length === 0 ? "Without a name" : short(image.id)}
      </div>
    </>
  );
}

/** So many are named; further ones are on the image's page. */
const NAMED = 4;

export function UsedBy({ host, containers }: { host: string; containers: readonly string[] }) {
  if (containers.length === 0) return <span className="ad-quiet">Nothing</span>;
  const more = containers.length - NAMED;
  return (
    <>
      {containers.slice(0, NAMED).map((name) => (
        <div key={name}>
          <Link to={`/hosts/${host}/containers/${encodeURIComponent(name)}`}>{name}</Link>
        </div>
      ))}
      {more > 0 ? <div className="ad-quiet">and {more} more</div> : null}
    </>
  );
}
