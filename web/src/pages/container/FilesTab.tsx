// Files that differ from the image: what the container has written outside of its mounts.

import { EmptyState, EmptyStateBody, Label, SearchInput, Skeleton } from "@patternfly/react-core";
import FileAltIcon from "@patternfly/react-icons/dist/esm/icons/file-alt-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import type { Schema } from "../../api/client";
import { useFileChanges } from "../../api/containers";
import { QueryView } from "../../components/QueryView";
import { counted, number } from "../../util/format";
import type { TabProps } from "./tabs";

/** More rows than these nobody reads; the search finds the others. */
const SHOWN = 500;

const KINDS = {
  added: { word: "Added", color: "green" },
  modified: { word: "Changed", color: "blue" },
  deleted: { word: "Deleted", color: "orange" },
} as const;

export function Component({ host, name }: TabProps) {
  const changes = useFileChanges(host, name);
  return (
    <QueryView
      query={changes}
      loading={<Skeleton height="10rem" screenreaderText="Loading the changed files" />}
    >
      {(data) => <Changes {...data} />}
    </QueryView>
  );
}

function Changes({ changes, left_out: leftOut }: Schema<"FileChanges">) {
  const [text, setText] = useState("");
  if (changes.length === 0) {
    return (
      <EmptyState titleText="No file differs from its image" headingLevel="h2" icon={FileAltIcon}>
        <EmptyStateBody>What it writes into mounts is not counted here.</EmptyStateBody>
      </EmptyState>
    );
  }
  const found = changes.filter(({ path }) => path.toLowerCase().includes(text.toLowerCase()));
  const more = found.length - SHOWN;
  return (
    <>
      <div className="ad-tab-head">
        <SearchInput
          aria-label="Search by path"
          placeholder="Search by path"
          value={text}
          onChange={(_event, value) => setText(value)}
          onClear={() => setText("")}
        />
        <span className="ad-quiet" role="status">
          {counted(found.length, "path")}
          {leftOut > 0 ? `; ${number(leftOut)} more were too many to tell` : ""}
        </span>
      </div>
      <Table aria-label="Changed files" variant="compact" gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>Path</Th>
            <Th modifier="fitContent">What became of it</Th>
          </Tr>
        </Thead>
        <Tbody>
          {found.slice(0, SHOWN).map(({ kind, path }) => (
            <Tr key={path}>
              <Td dataLabel="Path" modifier="breakWord">
                <code className="ad-mono">{path}</code>
              </Td>
              <Td dataLabel="What became of it" modifier="fitContent">
                <Label isCompact variant="outline" color={KINDS[kind].color}>
                  {KINDS[kind].word}
                </Label>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {more > 0 ? (
        <p className="ad-more ad-quiet">{number(more)} more: search for them by path.</p>
      ) : null}
    </>
  );
}
