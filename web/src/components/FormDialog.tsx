// A dialog with a form: its button names the deed, what failed is said in it, and what was typed stays.

import {
  Alert,
  Button,
  Form,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from "@patternfly/react-core";
import { type ReactNode, useId } from "react";
import { reportOf } from "../api/client";
import { CommandLine } from "./CommandLine";
import { Sentence } from "./Sentence";

export interface FormDialogProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly confirm: string;
  /** `danger`: something goes, or is cut off. */
  readonly tone?: "usual" | "danger";
  readonly size?: "small" | "medium";
  /** What does the same on the host. */
  readonly command?: string | undefined;
  /** What is missing before it can be sent. */
  readonly missing?: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function FormDialog(props: FormDialogProps) {
  const { title, lead, confirm, missing, isPending, error, onConfirm, onClose, children } = props;
  const { tone = "usual", size = "small", command } = props;
  const id = useId();
  return (
    <Modal isOpen variant={size} aria-labelledby={`${id}-title`} onClose={onClose}>
      <ModalHeader
        title={title}
        labelId={`${id}-title`}
        description={lead}
        {...(tone === "danger" ? { titleIconVariant: "warning" as const } : {})}
      />
      <ModalBody>
        <Form
          id={`${id}-form`}
          onSubmit={(event) => {
            event.preventDefault();
            if (missing === undefined && !isPending) onConfirm();
          }}
        >
          {children}
          {command === undefined ? null : <CommandLine line={command} />}
          {error === null || error === undefined ? null : <Failure error={error} />}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button
          variant={tone === "danger" ? "danger" : "primary"}
          type="submit"
          form={`${id}-form`}
          isLoading={isPending}
          isDisabled={isPending || missing !== undefined}
        >
          {confirm}
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
        {missing === undefined ? null : <span className="ad-quiet">{missing}</span>}
      </ModalFooter>
    </Modal>
  );
}

function Failure({ error }: { error: unknown }) {
  const { title, detail, remedy } = reportOf(error);
  return (
    <Alert component="p" isInline variant="danger" title={title}>
      <Sentence text={detail} /> {remedy ? <Sentence text={remedy} /> : null}
    </Alert>
  );
}
