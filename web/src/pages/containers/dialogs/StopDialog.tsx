// Stop and restart, with the time that the container is given to end by itself.

import {
  Content,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  NumberInput,
} from "@patternfly/react-core";
import { useState } from "react";
import { useContainer } from "../../../api/containers";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { restartLine, stopLine } from "../../../util/command";
import { counted } from "../../../util/format";
import { useVerb } from "../useVerb";
import type { DialogProps } from "./DialogProps";
import { useDeed } from "./useDeed";

/** Seconds; more than this the server does not wait. */
const LONGEST = 3_600;
/** What engines give a container that does not say otherwise, in seconds. */
const USUAL = 10;

export interface StopDialogProps extends DialogProps {
  readonly verb: "stop" | "restart";
}

export function StopDialog({ host, container, engine, verb, onClose }: StopDialogProps) {
  const { name } = container;
  const own = useContainer(host, name).data?.stop_timeout ?? USUAL;
  const [chosen, setChosen] = useState<number>();
  const { ask } = useVerb(host);
  const deed = useDeed(() => ask({ container: name, verb, timeout: chosen }), onClose);
  const line = verb === "stop" ? stopLine : restartLine;
  const set = (value: number) => setChosen(Math.min(LONGEST, Math.max(0, Math.trunc(value) || 0)));
  const timeout = chosen ?? own;
  return (
    <ConfirmDialog
      title={verb === "stop" ? `Stop ${name}?` : `Restart ${name}?`}
      confirm={verb === "stop" ? "Stop container" : "Restart container"}
      isDanger={verb === "stop"}
      isPending={deed.isPending}
      error={deed.error}
      command={engine && line(engine.kind, [name], { timeout: chosen })}
      onConfirm={deed.run}
      onClose={onClose}
    >
      <Content component="p">
        {verb === "stop"
          ? "What it offers is not reachable until it is started again. Nothing is deleted."
          : "What it offers is not reachable until it runs again. Nothing is deleted."}
      </Content>
      <FormGroup label="Seconds to end by itself" fieldId="grace" className="ad-field">
        <NumberInput
          id="grace"
          inputAriaLabel="Seconds to end by itself"
          minusBtnAriaLabel="Fewer"
          plusBtnAriaLabel="More"
          min={0}
          max={LONGEST}
          value={timeout}
          onMinus={() => set(timeout - 1)}
          onPlus={() => set(timeout + 1)}
          onChange={(event) => set(Number(event.currentTarget.value))}
        />
        <FormHelperText>
          <HelperText>
            <HelperTextItem>
              {timeout === 0
                ? "It is killed at once, and cannot tidy up."
                : `It is asked to end, and killed if it still runs after ${counted(timeout, "second")}.`}
            </HelperTextItem>
          </HelperText>
        </FormHelperText>
      </FormGroup>
    </ConfirmDialog>
  );
}
