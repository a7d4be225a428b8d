// How many containers are selected, and what can be done to all of them at once.

import { Button, Flex } from "@patternfly/react-core";
import { useState } from "react";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { useHostId } from "../../hooks/useHostId";
import { counted } from "../../util/format";
import { ACTION_WORDS } from "./actions";
import { BULK_VERBS, BULK_WORDS, BulkDialog, type BulkVerb } from "./dialogs/BulkDialog";
import type { Container } from "./state";

export interface BulkBarProps {
  /** At least one. */
  readonly selected: readonly Container[];
  readonly onClear: () => void;
  readonly onDeselect: (names: readonly string[]) => void;
}

export function BulkBar({ selected, onClear, onDeselect }: BulkBarProps) {
  const host = useHostId();
  const [asked, setAsked] = useState<BulkVerb>();
  return (
    <section aria-label="Selected containers">
      {selected.length === 0 ? null : (
        <Flex gap={{ default: "gapSm" }} className="ad-bulk-bar">
          <strong>{counted(selected.length, "container")} selected</strong>
          {BULK_VERBS.map((verb) => (
            <Verb key={verb} verb={verb} onClick={() => setAsked(verb)} />
          ))}
          <Button variant="link" size="sm" onClick={onClear}>
            Clear selection
          </Button>
        </Flex>
      )}
      {asked === undefined ? null : (
        <BulkDialog
          host={host}
          verb={asked}
          containers={selected}
          onClose={(done) => {
            setAsked(undefined);
            onDeselect(done);
          }}
        />
      )}
    </section>
  );
}

function Verb({ verb, onClick }: { verb: BulkVerb; onClick: () => void }) {
  return (
    <ActionButton
      size="sm"
      variant="secondary"
      isDanger={verb === "remove"}
      aria-label={`${BULK_WORDS[verb].title} the selected containers`}
      permission={usePermission(ACTION_WORDS[verb].needs)}
      onClick={onClick}
    >
      {BULK_WORDS[verb].title}
    </ActionButton>
  );
}
