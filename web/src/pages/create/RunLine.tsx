// The `run` line that would make the same container, kept up to date, to copy; and the way back: a line
// that is pasted fills the form.

import {
  Alert,
  Button,
  Card,
  CardBody,
  CardTitle,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextArea,
} from "@patternfly/react-core";
import CopyIcon from "@patternfly/react-icons/dist/esm/icons/copy-icon";
import { type FormEvent, useId, useState } from "react";
import { reportOf, type Schema } from "../../api/client";
import { useParseRunCommand, useRunCommand } from "../../api/making";
import { useAnnounce } from "../../components/Announcer";
import { Sentence } from "../../components/Sentence";
import { useSettled } from "../../hooks/useSettled";
import type { ContainerForm } from "./model";
import { toSpec } from "./toSpec";

/** How long nobody typed before the line is asked for, in ms. */
const PAUSE = 400;

export function RunLinePreview({ host, form }: { host: string; form: ContainerForm }) {
  const reading = toSpec(useSettled(form, PAUSE));
  const command = useRunCommand(host, reading.kind === "spec" ? reading.spec : undefined);
  const line = reading.kind === "spec" ? command.data?.line : undefined;
  return (
    <Card component="section" aria-labelledby="run-line" isCompact>
      <CardTitle component="h2" id="run-line">
        The same in a shell
      </CardTitle>
      <CardBody>
        {line !== undefined ? (
          <>
            <pre className="ad-run-line">{line}</pre>
            <CopyLine line={line} />
          </>
        ) : command.error !== null && reading.kind === "spec" ? (
          <p>
            <Sentence text={reportOf(command.error).detail} />
          </p>
        ) : (
          <p className="ad-quiet">
            {reading.kind === "spec"
              ? "Asking…"
              : "It appears here as soon as the form has what it needs."}
          </p>
        )}
      </CardBody>
    </Card>
  );
}

function CopyLine({ line }: { line: string }) {
  const announce = useAnnounce();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(line);
      announce({ variant: "success", title: "Copied the line" });
    } catch {
      announce({
        variant: "warning",
        title: "The browser does not allow copying here",
        detail: "Select the line and copy it by hand.",
      });
    }
  };
  return (
    <Button variant="secondary" size="sm" icon={<CopyIcon />} onClick={() => void copy()}>
      Copy the line
    </Button>
  );
}

export interface PasteRunLineProps {
  readonly host: string;
  /** What is typed already would go. */
  readonly replaces: boolean;
  readonly onTake: (parsed: Schema<"ParsedRunCommand">) => void;
  readonly onClose: () => void;
}

export function PasteRunLine({ host, replaces, onTake, onClose }: PasteRunLineProps) {
  const id = useId();
  const [line, setLine] = useState("");
  const parse = useParseRunCommand(host);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (line.trim() !== "") parse.mutate(line, { onSuccess: onTake });
  };
  const report = parse.error === null ? undefined : reportOf(parse.error);
  return (
    <Modal isOpen variant="medium" aria-labelledby={`${id}-title`} onClose={onClose}>
      <ModalHeader
        title="Paste a run line"
        labelId={`${id}-title`}
        description="A docker run or podman run line fills the form. Nothing is run."
      />
      <ModalBody>
        <form id={`${id}-form`} onSubmit={submit}>
          <FormGroup label="The line" fieldId={`${id}-line`}>
            <TextArea
              id={`${id}-line`}
              className="ad-mono"
              rows={6}
              resizeOrientation="vertical"
              spellCheck={false}
              autoFocus
              value={line}
              placeholder="docker run -d --name web -p 8080:80 -v data:/data:Z nginx:1.27"
              onChange={(_event, text) => setLine(text)}
            />
          </FormGroup>
        </form>
        {replaces ? <p className="ad-remedy">What the form holds now is replaced.</p> : null}
        {report === undefined ? null : (
          <Alert component="h2" isInline variant="danger" title={report.title} className="ad-stale">
            <Sentence text={report.detail} />{" "}
            {report.remedy ? <Sentence text={report.remedy} /> : null}
          </Alert>
        )}
      </ModalBody>
      <ModalFooter>
        <Button
          type="submit"
          form={`${id}-form`}
          isLoading={parse.isPending}
          isDisabled={parse.isPending || line.trim() === ""}
        >
          Fill the form
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
