// The files beneath /etc that differ from what the image brought: they are kept by every update, and where an
// update changes one of them, the host's own version wins.

import {
  Card,
  CardBody,
  CardTitle,
  Content,
  Label,
  SearchInput,
  Skeleton,
  ToggleGroup,
  ToggleGroupItem,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { type Drift, type DriftedFile, useDrift } from "../../api/remotes";
import { Moment } from "../../components/Moment";
import { QueryView } from "../../components/QueryView";
import { counted, number } from "../../util/format";
import { countOf, type DriftFilter, driftWords, HOWS, isShown } from "./drift";

export function DriftSection({ host }: { host: string }) {
  const drift = useDrift(host);
  return (
    <Card component="section" aria-labelledby="drift">
      <CardTitle id="drift" component="h2">
        Changed on this host
      </CardTitle>
      <CardBody>
        <Content component="p" className="ad-quiet">
          Files beneath /etc that are not as the image brought them. An update keeps them: where it
          changes one of them as well, the host’s own stays.
        </Content>
        <QueryView
          query={drift}
          loading={<Skeleton height="8rem" screenreaderText="Comparing /etc with the image" />}
        >
          {(data) => <Files drift={data} />}
        </QueryView>
      </CardBody>
    </Card>
  );
}

function Files({ drift: { files, truncated, read_at: at } }: { drift: Drift }) {
  const [filter, setFilter] = useState<DriftFilter>({ text: "", how: undefined });
  const shown = files.filter((file) => isShown(file, filter));
  if (files.length === 0) {
    return (
      <Content component="p">
        Nothing beneath /etc differs from the image, <Moment at={at} />.
      </Content>
    );
  }
  return (
    <>
      <Content component="p">
        {truncated ? "The first " : ""}
        {counted(files.length, "file")}: {driftWords(files)}
        {truncated ? ", and there are more" : ""}, <Moment at={at} />.
      </Content>
      <Toolbar className="ad-toolbar">
        <ToolbarContent>
          <ToolbarItem>
            <SearchInput
              aria-label="Filter by path"
              placeholder="Filter by path"
              value={filter.text}
              onChange={(_event, text) => setFilter((before) => ({ ...before, text }))}
              onClear={() => setFilter((before) => ({ ...before, text: "" }))}
            />
          </ToolbarItem>
          <ToolbarItem>
            <ToggleGroup aria-label="Filter by how they differ">
              {HOWS.map(({ how, label }) => (
                <ToggleGroupItem
                  key={how}
                  text={`${label} (${number(countOf(files, how))})`}
                  buttonId={`drift-${how}`}
                  isSelected={filter.how === how}
                  onChange={(_event, isOn) =>
                    setFilter((before) => ({ ...before, how: isOn ? how : undefined }))
                  }
                />
              ))}
            </ToggleGroup>
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {shown.length === 0 ? (
        <Content component="p">No file is like that.</Content>
      ) : (
        <FileTable files={shown} />
      )}
    </>
  );
}

function FileTable({ files }: { files: readonly DriftedFile[] }) {
  return (
    <Table aria-label="Files that differ beneath /etc" variant="compact" gridBreakPoint="">
      <Thead>
        <Tr>
          <Th modifier="nowrap">How</Th>
          <Th width={90}>File</Th>
        </Tr>
      </Thead>
      <Tbody>
        {files.map(({ path, how }) => {
          const words = HOWS.find((one) => one.how === how);
          return (
            <Tr key={path}>
              <Td dataLabel="How">
                <Label isCompact color={words?.color ?? "grey"}>
                  {words?.label ?? how}
                </Label>
              </Td>
              <Td dataLabel="File" modifier="breakWord">
                <code className="ad-mono">{path}</code>
              </Td>
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
}
