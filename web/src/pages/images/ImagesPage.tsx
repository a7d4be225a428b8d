// Every image of the host: what uses it, whether there is a newer one, and what can be done. Search, filter and
// sort are in the address.

import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  SearchInput,
  Skeleton,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import CloneIcon from "@patternfly/react-icons/dist/esm/icons/clone-icon";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { useSearchParams } from "react-router";
import { useImages } from "../../api/images";
import { OperationStrips } from "../../components/OperationStrips";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { bytes, counted } from "../../util/format";
import { ImageTable } from "./ImageTable";
import { FILTERS, type Filter, type Image, isFound, matches, SORTS, sorted } from "./imageList";
import { PageActions } from "./PageActions";
import "./images.css";

const FILTER_WORDS: Record<Filter, string> = {
  unused: "Unused",
  nameless: "Without a name",
  newer: "Newer one there",
};

const KINDS = ["image_pull", "image_build", "image_check"] as const;

export function Component() {
  const host = useHostId();
  const images = useImages(host);
  return (
    <PageFrame
      title="Images"
      of={useHostName(host)}
      lead={images.data === undefined ? undefined : leadOf(images.data.images)}
      actions={<PageActions host={host} />}
    >
      <OperationStrips host={host} kinds={KINDS} look="whole" />
      <QueryView query={images} loading={<Loading />}>
        {(list) =>
          list.images.length === 0 ? <NoImages /> : <Found host={host} images={list.images} />
        }
      </QueryView>
    </PageFrame>
  );
}

function leadOf(images: readonly Image[]): string {
  const size = images.reduce((sum, image) => sum + image.size, 0);
  return images.length === 0
    ? "None yet"
    : `${counted(images.length, "image")}, ${bytes(size)} at most: layers that they share count for each`;
}

function Found({ host, images }: { host: string; images: readonly Image[] }) {
  const [params, setParams] = useSearchParams();
  const text = params.get("q") ?? "";
  const filter = FILTERS.find((known) => known === params.get("show"));
  const sort = SORTS.find((known) => known === params.get("sort")) ?? "name";
  const isReversed = params.get("order") === "reversed";
  const set = (values: Readonly<Record<string, string>>) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(values)) {
          if (value === "") after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      // At once, or fast typing would outrun the text that the field shows.
      { replace: true, flushSync: true },
    );
  const found = images.filter((image) => isFound(image, text));
  const left = filter === undefined ? found : found.filter((image) => matches(image, filter));
  return (
    <>
      <Toolbar className="ad-toolbar">
        <ToolbarContent>
          <ToolbarItem>
            <SearchInput
              aria-label="Search by name, id or container"
              placeholder="Search by name, id or container"
              value={text}
              onChange={(_event, value) => set({ q: value })}
              onClear={() => set({ q: "" })}
            />
          </ToolbarItem>
          <ToolbarItem>
            <ToggleGroup aria-label="Show">
              {FILTERS.map((one) => (
                <ToggleGroupItem
                  key={one}
                  buttonId={`show-${one}`}
                  text={`${FILTER_WORDS[one]} ${found.filter((image) => matches(image, one)).length}`}
                  isSelected={filter === one}
                  onChange={(_event, selected) => set({ show: selected ? one : "" })}
                />
              ))}
            </ToggleGroup>
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {left.length > 0 ? (
        <ImageTable
          host={host}
          images={sorted(left, sort, isReversed)}
          sort={sort}
          isReversed={isReversed}
          onSort={(by, reversed) =>
            set({ sort: by === "name" ? "" : by, order: reversed ? "reversed" : "" })
          }
        />
      ) : (
        <EmptyState titleText="No image matches" headingLevel="h2" icon={SearchIcon}>
          <EmptyStateBody>Nothing on this host matches the search and the filter.</EmptyStateBody>
          <EmptyStateFooter>
            <EmptyStateActions>
              <Button variant="link" onClick={() => set({ q: "", show: "" })}>
                Show all images
              </Button>
            </EmptyStateActions>
          </EmptyStateFooter>
        </EmptyState>
      )}
    </>
  );
}

function NoImages() {
  return (
    <EmptyState titleText="There are no images yet" headingLevel="h2" icon={CloneIcon}>
      <EmptyStateBody>
        Images come by being pulled from a registry, loaded from an archive or built. What is done
        elsewhere appears here by itself.
      </EmptyStateBody>
    </EmptyState>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton
          key={row}
          height="2.5rem"
          {...(row === 1 ? { screenreaderText: "Loading the images" } : {})}
        />
      ))}
    </div>
  );
}
