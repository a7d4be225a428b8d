// "Confirm it's you": asked once for every request that takes a proof, over whatever is open. What the request
// carried is sent again afterwards, so nothing has to be typed twice but the password.

import { Alert, Button, Form, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { useId, useState } from "react";
import { proofAsker, reportOf } from "../api/client";
import { passkeyTrouble, usePasskeyProof } from "../api/factors";
import { useProof } from "../api/own";
import { OverDialog } from "../components/OverDialog";
import { PasswordField } from "../components/PasswordField";
import { Sentence } from "../components/Sentence";
import { TextField } from "../components/TextField";

export function ProofDialog({ name, hasFactor }: { name: string; hasFactor: boolean }) {
  const asked = proofAsker.useAsked();
  return asked === undefined ? null : (
    <Dialog name={name} hasFactor={hasFactor} settle={asked.settle} />
  );
}

const WRONG = {
  password: "That is not your password",
  code: "That code is not right, or was used already",
} as const;

interface DialogProps {
  readonly name: string;
  /** A code does in place of the password. */
  readonly hasFactor: boolean;
  readonly settle: (answer: "proven" | undefined) => void;
}

function Dialog({ name, hasFactor, settle }: DialogProps) {
  const id = useId();
  const prove = useProof();
  const passkey = usePasskeyProof();
  const [by, setBy] = useState<"password" | "code">("password");
  const [typed, setTyped] = useState("");
  const report = prove.error === null ? undefined : reportOf(prove.error);
  const isPending = prove.isPending || passkey.isPending;
  const other = by === "password" ? "code" : "password";
  const isWrong = report?.code === "wrong-credentials";
  return (
    <OverDialog aria-labelledby={`${id}-title`} onClose={() => settle(undefined)}>
      <ModalHeader
        title="Confirm it’s you"
        labelId={`${id}-title`}
        description="This needs a new proof of who you are. What you entered is kept, and for 10 minutes you are not asked again."
      />
      <ModalBody>
        <Form
          id={`${id}-form`}
          onSubmit={(event) => {
            event.preventDefault();
            if (typed === "" || isPending) return;
            passkey.reset();
            const proof = by === "password" ? { password: typed } : { code: typed };
            prove.mutate(proof, { onSuccess: () => settle("proven") });
          }}
        >
          {/* For the browser's keeper of passwords. */}
          <input type="text" autoComplete="username" value={name} readOnly hidden />
          {by === "password" ? (
            <PasswordField
              label={`Password of ${name}`}
              kind="present"
              isFirst
              value={typed}
              onChange={setTyped}
            />
          ) : (
            <TextField
              label="Code of your app, or a recovery code"
              isRequired
              value={typed}
              onChange={setTyped}
            />
          )}
          {hasFactor ? (
            <div className="ad-other-proofs">
              <Button
                variant="link"
                isInline
                onClick={() => {
                  setBy(other);
                  setTyped("");
                  prove.reset();
                }}
              >
                Use your {other} instead
              </Button>
              {passkeyTrouble() === undefined ? (
                <Button
                  variant="link"
                  isInline
                  isLoading={passkey.isPending}
                  onClick={() => {
                    prove.reset();
                    passkey.mutate(undefined, { onSuccess: () => settle("proven") });
                  }}
                >
                  Use a passkey instead
                </Button>
              ) : null}
            </div>
          ) : null}
          {passkey.error === null ? null : (
            <Alert component="p" isInline variant="danger" title="No passkey was accepted">
              Give your {by} instead, or try again.
            </Alert>
          )}
          {report === undefined ? null : (
            <Alert
              component="p"
              isInline
              variant="danger"
              title={isWrong ? WRONG[by] : report.title}
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
          isDisabled={typed === "" || isPending}
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
