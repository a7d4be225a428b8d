// The form as a whole: fill it, send it, see how it goes; where it fails, all that was typed is still there.

import { Alert, Button, Flex, Form } from "@patternfly/react-core";
import PasteIcon from "@patternfly/react-icons/dist/esm/icons/paste-icon";
import { type FormEvent, useState } from "react";
import { useSearchParams } from "react-router";
import { reportOf } from "../../api/client";
import { useCreateContainer, useRecreateContainer } from "../../api/making";
import type { Operation } from "../../api/operations";
import { useOperationStream } from "../../api/operations";
import { OperationProgress } from "../../components/OperationProgress";
import { Sentence } from "../../components/Sentence";
import { draftKey, dropDraft } from "./draft";
import { FormSections } from "./FormSections";
import { fromSpec } from "./fromSpec";
import { Made } from "./Made";
import { type ContainerForm, EMPTY } from "./model";
import { PasteRunLine, RunLinePreview } from "./RunLine";
import { complaintWords } from "./toSpec";
import { useContainerForm } from "./useContainerForm";
import "./create.css";

export interface ContainerFormViewProps {
  readonly host: string;
  /** The container that is made again; absent for a new one. */
  readonly container?: string;
  readonly initial: ContainerForm;
}

export function ContainerFormView({ host, container, initial }: ContainerFormViewProps) {
  const key = draftKey(host, container);
  const state = useContainerForm(initial, key);
  const { form, complaints } = state;
  const [params, setParams] = useSearchParams();
  const operation = useOperationStream(host, params.get("operation") ?? undefined);
  const follow = (started: Operation | undefined) =>
    setParams(started === undefined ? {} : { operation: started.id }, { replace: true });
  const create = useCreateContainer(host);
  const recreate = useRecreateContainer(host);
  const isEdit = container !== undefined;
  const sending = isEdit ? recreate : create;
  const [isPasting, setPasting] = useState(false);
  const [leftOut, setLeftOut] = useState<readonly string[]>();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const spec = state.check();
    if (spec === undefined) return;
    setLeftOut(undefined);
    const then = {
      onSuccess: follow,
      onError: () => window.scrollTo({ top: 0 }),
    };
    if (container === undefined) create.mutate(spec, then);
    else recreate.mutate({ container, spec }, then);
  };

  if (operation?.state === "running") return <OperationProgress operation={operation} />;
  if (operation?.state === "succeeded") {
    return (
      <Made
        host={host}
        operation={operation}
        name={form.name || container}
        isEdit={isEdit}
        onSeen={() => dropDraft(key)}
        onAgain={() => {
          state.reset();
          follow(undefined);
        }}
      />
    );
  }
  const report = sending.error === null ? undefined : reportOf(sending.error);
  return (
    <div className="ad-create">
      <Form className="ad-create-form" onSubmit={submit} noValidate>
        {operation === undefined ? null : (
          <OperationProgress operation={operation} onDismiss={() => follow(undefined)} />
        )}
        {report === undefined ? null : (
          <Alert component="h2" isInline variant="danger" title={report.title}>
            <Sentence text={report.detail} />{" "}
            {report.remedy ? <Sentence text={report.remedy} /> : null}
          </Alert>
        )}
        {complaints.length === 0 ? null : (
          <Alert component="h2" isInline variant="danger" title={complaintWords(complaints)}>
            It says so below each. Nothing was sent yet.
          </Alert>
        )}
        {state.isRestored && operation === undefined ? (
          <Alert
            component="h2"
            isInline
            variant="info"
            title="This is what you typed before"
            actionLinks={
              <Button variant="link" isInline onClick={state.reset}>
                {isEdit ? "Begin with the container's settings" : "Begin with an empty form"}
              </Button>
            }
          >
            It was not sent. It is kept in this browser tab until you sign out.
          </Alert>
        ) : null}
        {leftOut === undefined || leftOut.length === 0 ? null : (
          <Alert
            component="h2"
            isInline
            variant="warning"
            title="Some of the line has no place in the form"
          >
            <ul>
              {leftOut.map((sentence) => (
                <li key={sentence}>
                  <Sentence text={sentence} />
                </li>
              ))}
            </ul>
          </Alert>
        )}
        {isEdit ? null : (
          <div>
            <Button variant="secondary" icon={<PasteIcon />} onClick={() => setPasting(true)}>
              Paste a run line
            </Button>
          </div>
        )}
        <FormSections host={host} state={state} isEdit={isEdit} />
        <Flex gap={{ default: "gapSm" }}>
          <Button type="submit" isLoading={sending.isPending} isDisabled={sending.isPending}>
            {isEdit ? "Recreate container" : "Create container"}
          </Button>
          {state.isTouched ? (
            <Button variant="link" onClick={state.reset}>
              {isEdit ? "Undo my changes" : "Empty the form"}
            </Button>
          ) : null}
        </Flex>
      </Form>
      <aside className="ad-create-aside" aria-label="Preview">
        <RunLinePreview host={host} form={form} />
      </aside>
      {isPasting ? (
        <PasteRunLine
          host={host}
          replaces={JSON.stringify(form) !== JSON.stringify(EMPTY)}
          onClose={() => setPasting(false)}
          onTake={({ spec, left_out }) => {
            state.replace(fromSpec(spec));
            setLeftOut(left_out);
            setPasting(false);
          }}
        />
      ) : null}
    </div>
  );
}
