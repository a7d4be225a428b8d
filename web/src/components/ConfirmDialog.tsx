// Asks before something that people would not want to do by mistake, or that takes a few words more. Says
// what will happen and by which command line, and the button names the deed, never "OK".

import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { type ReactNode, useId } from "react";
import { reportOf } from "../api/client";
import { CommandLine } from "./CommandLine";
import { Sentence } from "./Sentence";

export interface ConfirmDialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly isDanger?: boolean;
  /** Whether what is filled in suffices. */
  readonly isReady?: boolean;
  /** What does the same on the host. */
  readonly command?: string | undefined;
  readonly isPending: boolean;
  /** Why the last try failed. */
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    title,
    confirm,
    isDanger = false,
    isReady = true,
    command,
    isPending,
    error,
    onConfirm,
    onClose,
    children,
  } = props;
  const id = useId();
  return (
    <Modal
      isOpen
      variant="small"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-body`}
      onClose={onClose}
    >
      <ModalHeader
        title={title}
        labelId={`${id}-title`}
        {...(isDanger ? { titleIconVariant: "warning" as const } : {})}
      />
      <ModalBody id={`${id}-body`}>
        <form
          id={`${id}-form`}
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady && !isPending) onConfirm();
          }}
        >
          {children}
        </form>
        {command === undefined ? null : <CommandLine line={command} />}
        {error === null || error === undefined ? null : <Failure error={error} />}
      </ModalBody>
      <ModalFooter>
        <Button
          variant={isDanger ? "danger" : "primary"}
          type="submit"
          form={`${id}-form`}
          isLoading={isPending}
          isDisabled={isPending || !isReady}
        >
          {confirm}
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function Failure({ error }: { error: unknown }) {
  const { title, detail, remedy } = reportOf(error);
  return (
    <Alert component="p" isInline variant="danger" title={title} className="ad-stale">
      <Sentence text={detail} /> {remedy ? <Sentence text={remedy} /> : null}
    </Alert>
  );
}
