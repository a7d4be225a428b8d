// Another password of one's own, by whoever knows the present one.

import {
  ActionGroup,
  Alert,
  Button,
  Card,
  CardBody,
  CardTitle,
  Content,
  Form,
} from "@patternfly/react-core";
import { useState } from "react";
import { reportOf } from "../../api/client";
import { useOwnPassword } from "../../api/own";
import { useAnnounce } from "../../components/Announcer";
import { PasswordField } from "../../components/PasswordField";
import { Sentence } from "../../components/Sentence";
import { passwordMissing } from "../accounts/words";

export function OwnPassword({ name }: { name: string }) {
  const change = useOwnPassword();
  const announce = useAnnounce();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const missing =
    (current === "" ? "Give your present password." : passwordMissing(password)) ??
    (password === again ? undefined : "The new passwords differ.");
  const submit = () => {
    if (missing !== undefined || change.isPending) return;
    change.mutate(
      { current, password },
      {
        onSuccess: () => {
          setCurrent("");
          setPassword("");
          setAgain("");
          announce({
            variant: "success",
            title: "Your password is changed",
            detail: "Your other sessions have ended.",
          });
        },
      },
    );
  };
  const report = change.error === null ? undefined : reportOf(change.error);
  return (
    <Card>
      <CardTitle component="h2">Change your password</CardTitle>
      <CardBody>
        <Content component="p">Your other sessions end; this one goes on.</Content>
        <Form
          className="ad-narrow-form"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <input type="text" autoComplete="username" value={name} readOnly hidden />
          <PasswordField
            label="Present password"
            kind="present"
            value={current}
            onChange={setCurrent}
          />
          <PasswordField
            label="New password"
            kind="new"
            value={password}
            onChange={setPassword}
            help="At least 8 characters, and not easily guessed."
          />
          <PasswordField label="New password again" kind="new" value={again} onChange={setAgain} />
          {report === undefined ? null : (
            <Alert
              component="p"
              isInline
              variant="danger"
              title={
                report.code === "wrong-credentials"
                  ? "That is not your present password"
                  : report.title
              }
            >
              {report.code === "wrong-credentials" ? null : (
                <>
                  <Sentence text={report.detail} />{" "}
                  {report.remedy ? <Sentence text={report.remedy} /> : null}
                </>
              )}
            </Alert>
          )}
          <ActionGroup>
            <Button
              type="submit"
              isLoading={change.isPending}
              isDisabled={missing !== undefined || change.isPending}
            >
              Change password
            </Button>
            {missing === undefined || current + password + again === "" ? null : (
              <span className="ad-quiet">{missing}</span>
            )}
          </ActionGroup>
        </Form>
      </CardBody>
    </Card>
  );
}
