// Removes what is left over, part by part.

import { Checkbox, FormGroup } from "@patternfly/react-core";
import { useId, useState } from "react";
import type { Schema } from "../../../api/client";
import { nameOf } from "../words";
import { ChangeDialog } from "./ChangeDialog";
import type { DialogProps } from "./DialogProps";

type Part = Schema<"CleanUp">;

const PARTS = ["pending", "rollback", "base", "metadata"] as const satisfies readonly Part[];

export function CleanUpDialog(props: DialogProps) {
  const id = useId();
  const { deployments } = props.data;
  const [chosen, setChosen] = useState<ReadonlySet<Part>>(new Set(["base", "metadata"]));
  const what = PARTS.filter((part) => chosen.has(part));
  const pending = deployments.filter(({ staged, next_boot: next, booted }) =>
    booted ? false : staged || next,
  );
  const behind = deployments.find(({ rollback }) => rollback);
  const words: Record<Part, { label: string; help: string }> = {
    pending: {
      label: "What would boot next instead of what runs",
      help:
        pending.length === 0
          ? "There is none now."
          : `${pending.map(nameOf).join(", ")}. What runs now boots next then.`,
    },
    rollback: {
      label: "What is behind the booted one",
      help:
        behind === undefined
          ? "There is none now."
          : behind.pinned
            ? `${nameOf(behind)} is pinned: it stays.`
            : `${nameOf(behind)}. There is nothing to roll back to then.`,
    },
    base: { label: "Temporary files", help: "Left over by interrupted changes." },
    metadata: {
      label: "Metadata of repositories",
      help: "Downloaded again when packages are next looked for.",
    },
  };
  const isGrave = what.includes("pending") || what.includes("rollback");
  return (
    <ChangeDialog
      {...props}
      title="Clean up"
      confirm="Clean up"
      lead="What runs now and what is pinned always stays."
      tone={isGrave ? "danger" : "usual"}
      change={what.length > 0 ? { verb: "clean_up", what } : undefined}
      missing={what.length > 0 ? undefined : "Choose what goes."}
      restart="pointless"
    >
      <FormGroup role="group" isStack label="What goes" fieldId={`${id}-pending`}>
        {PARTS.map((part) => (
          <Checkbox
            key={part}
            id={`${id}-${part}`}
            label={words[part].label}
            description={words[part].help}
            isChecked={chosen.has(part)}
            onChange={(_event, on) =>
              setChosen(new Set(on ? [...chosen, part] : what.filter((other) => other !== part)))
            }
          />
        ))}
      </FormGroup>
    </ChangeDialog>
  );
}
