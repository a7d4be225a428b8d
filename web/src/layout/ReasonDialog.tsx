// Asks for the reason of what is about to be done, where a role takes one; over whatever is open.

import { Button, Form, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { useId, useState } from "react";
import { reasonAsker } from "../api/reason";
import { OverDialog } from "../components/OverDialog";
import { ReasonField, reasonMissing } from "../components/ReasonField";

export function ReasonDialog() {
  const asked = reasonAsker.useAsked();
  if (asked === undefined) return null;
  return <Dialog key={asked.question} what={asked.question} settle={asked.settle} />;
}

interface DialogProps {
  readonly what: string;
  readonly settle: (reason: string | undefined) => void;
}

function Dialog({ what, settle }: DialogProps) {
  const id = useId();
  const [reason, setReason] = useState("");
  const missing = reasonMissing(reason);
  return (
    <OverDialog aria-labelledby={`${id}-title`} onClose={() => settle(undefined)}>
      <ModalHeader title={`${what}: why?`} labelId={`${id}-title`} />
      <ModalBody>
        <Form
          id={`${id}-form`}
          onSubmit={(event) => {
            event.preventDefault();
            if (missing === undefined) settle(reason.trim());
          }}
        >
          <ReasonField value={reason} onChange={setReason} />
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form={`${id}-form`} isDisabled={missing !== undefined}>
          {what}
        </Button>
        <Button variant="link" onClick={() => settle(undefined)}>
          Cancel
        </Button>
      </ModalFooter>
    </OverDialog>
  );
}
