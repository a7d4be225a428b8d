// A secret that is told once: only the button closes the dialog.

import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { type ReactNode, useId } from "react";

export interface ToldOnceProps {
  readonly title: string;
  /** What to do with it at once. */
  readonly warning: string;
  /** What the button says when that is done. */
  readonly done: string;
  readonly size: "small" | "medium";
  /** Buttons beside it. */
  readonly further?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function ToldOnce(props: ToldOnceProps) {
  const { title, warning, done, size, further, onClose, children } = props;
  const id = useId();
  return (
    <Modal isOpen variant={size} aria-labelledby={`${id}-title`} onEscapePress={() => {}}>
      <ModalHeader title={title} labelId={`${id}-title`} />
      <ModalBody>
        <div className="ad-stack">
          <Alert component="p" isInline variant="warning" title={warning} />
          {children}
        </div>
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>{done}</Button>
        {further}
      </ModalFooter>
    </Modal>
  );
}
