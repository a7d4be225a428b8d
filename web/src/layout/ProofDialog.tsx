// "Confirm it's you": asked once for every request that takes a proof, over whatever is open. What the request
// carried is sent again afterwards, so nothing has to be typed twice but the password.

import { Alert, Button, Form, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { useId, useState } from "react";
import { proofAsker, reportOf } from "../api/client";
import { useProof } from "../api/own";
import { OverDialog } from "../components/OverDialog";
import { PasswordField } from "../components/PasswordField";
import { Sentence } from "../components/Sentence";

export function ProofDialog({ name }: { name: string }) {
  const asked = proofAsker.useAsked();
  return asked === undefined ? null : <Dialog name={name} settle={asked.settle} />;
}

interface DialogProps {
  readonly name: string;
  readonly settle: (answer: "proven" | undefined) => void;
}

function Dialog({ name, settle }: DialogProps) {
  const id = useId();
  const prove = useProof();
  const [password, setPassword] = useState("");
  const report = prove.error === null ? undefined : reportOf(prove.error);
  const isWrong = report?.code === "wrong-credentials";
  return (
    <OverDialog aria-labelledby={`${id}-title`} onClose={() => settle(undefined)}>
      <ModalHeader
        title="Confirm it’s you"
        labelId={`${id}-title`}
        description="This needs your password again. What you entered is kept, and for 10 minutes you are not asked again."
      />
      <ModalBody>
        <Form
          id={`${id}-form`}
          onSubmit={(event) => {
            event.preventDefault();
            if (password === "" || prove.isPending) return;
            prove.mutate(password, { onSuccess: () => settle("proven") });
          }}
        >
          {/* For the browser's keeper of passwords. */}
          <input type="text" autoComplete="username" value={name} readOnly hidden />
          <PasswordField
            label={`Password of ${name}`}
            kind="present"
            isFirst
            value={password}
            onChange={setPassword}
          />
          {report === undefined ? null : (
            <Alert
              component="p"
              isInline
              variant="danger"
              title={isWrong ? "That is not your password" : report.title}
            >
              {isWrong ? (
                "Try again, or cancel: then nothing is done."
              ) : (
                <>
                  <Sentence text={report.detail} />{" "}
                  {report.remedy ? <Sentence text={report.remedy} /> : null}
                </>
              )}
            </Alert>
          )}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button
          type="submit"
          form={`${id}-form`}
          isLoading={prove.isPending}
          isDisabled={password === "" || prove.isPending}
        >
          Confirm
        </Button>
        <Button variant="link" onClick={() => settle(undefined)}>
          Cancel
        </Button>
      </ModalFooter>
    </OverDialog>
  );
}
