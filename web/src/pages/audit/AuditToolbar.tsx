// What to look for in the audit log, and the same lines as a file.

import {
  Button,
  FormSelect,
  FormSelectOption,
  SearchInput,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from "@patternfly/react-core";
import DownloadIcon from "@patternfly/react-icons/dist/esm/icons/download-icon";
import type { AuditFilter } from "../../api/queries";
import type { View } from "../../hooks/useView";
import { exportHref, OUTCOMES } from "./filter";

export interface AuditToolbarProps {
  readonly filter: AuditFilter;
  readonly set: View["set"];
}

export function AuditToolbar({ filter, set }: AuditToolbarProps) {
  return (
    <Toolbar className="ad-toolbar">
      <ToolbarContent>
        <ToolbarItem>
          <SearchInput
            aria-label="Search for who, what or why"
            placeholder="Search for who, what or why"
            value={filter.text ?? ""}
            onChange={(_event, value) => set({ q: value })}
            onClear={() => set({ q: "" })}
          />
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect
            aria-label="Outcome"
            value={filter.outcome ?? ""}
            onChange={(_event, value) => set({ outcome: value })}
          >
            <FormSelectOption value="" label="Any outcome" />
            {Object.entries(OUTCOMES).map(([outcome, { word }]) => (
              <FormSelectOption key={outcome} value={outcome} label={word} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem>
          <Download filter={filter} format="csv" words="CSV" />
        </ToolbarItem>
        <ToolbarItem>
          <Download filter={filter} format="jsonl" words="JSON Lines" />
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

interface DownloadProps {
  readonly filter: AuditFilter;
  readonly format: "csv" | "jsonl";
  readonly words: string;
}

function Download({ filter, format, words }: DownloadProps) {
  return (
    <Button
      component="a"
      href={exportHref(filter, format)}
      download
      variant="secondary"
      icon={<DownloadIcon />}
      aria-label={`Download as ${words}`}
    >
      {words}
    </Button>
  );
}
