// The log as a file: a link, or one for each of several containers.

import { Button, Dropdown, DropdownItem, DropdownList, MenuToggle } from "@patternfly/react-core";
import DownloadIcon from "@patternfly/react-icons/dist/esm/icons/download-icon";
import { useState } from "react";
import { type LogQuery, logFileUrl } from "../../api/logs";

export interface LogDownloadProps {
  readonly host: string;
  readonly containers: readonly string[];
  readonly query: LogQuery;
}

export function LogDownload({ host, containers, query }: LogDownloadProps) {
  const [isOpen, setOpen] = useState(false);
  const [only, ...others] = containers;
  if (only !== undefined && others.length === 0) {
    return (
      <Button
        component="a"
        variant="control"
        icon={<DownloadIcon />}
        href={logFileUrl(host, only, query)}
        download
      >
        Download
      </Button>
    );
  }
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      toggle={(toggle) => (
        <MenuToggle
          ref={toggle}
          icon={<DownloadIcon />}
          isExpanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          Download
        </MenuToggle>
      )}
    >
      <DropdownList>
        {containers.map((name) => (
          <DropdownItem key={name} to={logFileUrl(host, name, query)} download={`${name}.log`}>
            {name}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}
