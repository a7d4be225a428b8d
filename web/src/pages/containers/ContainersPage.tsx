// Every container of the host with its live state; search and filter are in the address, so that a
// colleague can be sent the same view.

import {
  Button,
  Content,
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
import CubesIcon from "@patternfly/react-icons/dist/esm/icons/cubes-icon";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { useSearchParams } from "react-router";
import type { Schema } from "../../api/client";
import { useContainers } from "../../api/queries";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { ActionsProvider } from "./ActionsProvider";
import { ContainerTable } from "./ContainerTable";
import { type Container, FILTERS, type Filter, isFound, matches } from "./state";

const FILTER_WORDS: Record<Filter, string> = {
  running: "Running",
  stopped: "Stopped",
  attention: "Needs attention",
};

export function Component() {
  const host = useHostId();
  const containers = useContainers(host);
  const name = useHostName(host);
  return (
    <ActionsProvider>
      <PageFrame
        title="Containers"
        of={name}
        lead={containers.data === undefined ? undefined : engineWords(containers.data.engine)}
      >
        <QueryView query={containers} loading={<Loading />}>
          {(list) => (list.containers.length === 0 ? <NoContainers /> : <Found {...list} />)}
        </QueryView>
      </PageFrame>
    </ActionsProvider>
  );
}

function Found({ containers }: Schema<"ContainerList">) {
  const [params, setParams] = useSearchParams();
  const text = params.get("q") ?? "";
  const filter = FILTERS.find((known) => known === params.get("state"));
  const set = (name: string, value: string | undefined) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === undefined || value === "") after.delete(name);
        else after.set(name, value);
        return after;
      },
      // At once, or fast typing would outrun the text that the field shows.
      { replace: true, flushSync: true },
    );
  const found = containers.filter((container) => isFound(container, text));
  const shown = filter === undefined ? found : found.filter((one) => matches(one, filter));
  return (
    <>
      <Toolbar className="ad-toolbar">
        <ToolbarContent>
          <ToolbarItem>
            <SearchInput
              aria-label="Search by name or image"
              placeholder="Search by name or image"
              value={text}
              onChange={(_event, value) => set("q", value)}
              onClear={() => set("q", undefined)}
            />
          </ToolbarItem>
          <ToolbarItem>
            <StateFilter found={found} filter={filter} onChange={(value) => set("state", value)} />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {shown.length > 0 ? (
        <ContainerTable containers={shown} />
      ) : (
        <EmptyState titleText="No container matches" headingLevel="h2" icon={SearchIcon}>
          <EmptyStateBody>No name or image matches the search and the filter.</EmptyStateBody>
          <EmptyStateFooter>
            <EmptyStateActions>
              <Button variant="link" onClick={() => setParams({}, { replace: true })}>
                Show all containers
              </Button>
            </EmptyStateActions>
          </EmptyStateFooter>
        </EmptyState>
      )}
    </>
  );
}

interface StateFilterProps {
  readonly found: readonly Container[];
  readonly filter: Filter | undefined;
  readonly onChange: (filter: Filter | undefined) => void;
}

function StateFilter({ found, filter, onChange }: StateFilterProps) {
  const count = (of: Filter) => found.filter((container) => matches(container, of)).length;
  return (
    <ToggleGroup aria-label="Filter by state" className="ad-filter">
      <ToggleGroupItem
        text={`All ${found.length}`}
        isSelected={filter === undefined}
        onChange={() => onChange(undefined)}
      />
      {FILTERS.map((one) => (
        <ToggleGroupItem
          key={one}
          text={`${FILTER_WORDS[one]} ${count(one)}`}
          isSelected={filter === one}
          onChange={() => onChange(one)}
        />
      ))}
    </ToggleGroup>
  );
}

function NoContainers() {
  return (
    <EmptyState titleText="No containers yet" headingLevel="h2" icon={CubesIcon}>
      <EmptyStateBody>
        <Content component="p">
          The engine answers, but it has no containers. What is created on the host, with Compose,
          Quadlet or by hand, appears here at once.
        </Content>
      </EmptyStateBody>
    </EmptyState>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      <Skeleton height="2.5rem" width="40%" screenreaderText="Loading the containers" />
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height="3rem" />
      ))}
    </div>
  );
}

function engineWords({ kind, version, socket }: Schema<"Engine">): string {
  return `${kind === "docker" ? "Docker" : "Podman"} ${version} at ${socket}`;
}
