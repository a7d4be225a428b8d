// Sends a signal to the container's first process.

import {
  Content,
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
} from "@patternfly/react-core";
import { useState } from "react";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { killLine } from "../../../util/command";
import { useVerb } from "../useVerb";
import type { DialogProps } from "./DialogProps";
import { useDeed } from "./useDeed";

const SIGNALS = [
  { name: "KILL", words: "ends it at once", effect: "It ends at once, and cannot tidy up." },
  {
    name: "TERM",
    words: "asks it to end",
    effect: "It is asked to end. Unlike with Stop, it is not killed if it does not.",
  },
  { name: "INT", words: "as Ctrl+C does", effect: "Most programs end, as with Ctrl+C." },
  { name: "QUIT", words: "ends it with a dump", effect: "Many programs end gracefully, or dump." },
  {
    name: "HUP",
    words: "reads its configuration again",
    effect: "Most servers read their configuration again; other programs end.",
  },
  { name: "USR1", words: "of its own meaning", effect: "What it means is the program's to say." },
  { name: "USR2", words: "of its own meaning", effect: "What it means is the program's to say." },
] as const;
type SignalName = (typeof SIGNALS)[number]["name"];

export function KillDialog({ host, container, engine, onClose }: DialogProps) {
  const { name } = container;
  const [signal, setSignal] = useState<SignalName>("KILL");
  const { ask } = useVerb(host);
  const deed = useDeed(() => ask({ container: name, verb: "kill", signal }), onClose);
  const effect = SIGNALS.find((one) => one.name === signal)?.effect ?? "";
  return (
    <ConfirmDialog
      title={`Send a signal to ${name}?`}
      confirm={`Send ${signal}`}
      isDanger
      isPending={deed.isPending}
      error={deed.error}
      command={engine && killLine(engine.kind, name, signal)}
      onConfirm={deed.run}
      onClose={onClose}
    >
      <Content component="p">
        Its first process gets the signal. If it ends, its restart policy decides whether the engine
        starts it again.
      </Content>
      <FormGroup label="Signal" fieldId="signal" className="ad-field">
        <FormSelect
          id="signal"
          value={signal}
          onChange={(_event, value) =>
            setSignal(SIGNALS.find((one) => one.name === value)?.name ?? "KILL")
          }
        >
          {SIGNALS.map((one) => (
            <FormSelectOption
              key={one.name}
              value={one.name}
              label={`${one.name} – ${one.words}`}
            />
          ))}
        </FormSelect>
        <FormHelperText>
          <HelperText>
            <HelperTextItem>{effect}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      </FormGroup>
    </ConfirmDialog>
  );
}
