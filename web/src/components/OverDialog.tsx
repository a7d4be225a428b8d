// A dialog that may open over another one: Escape closes it alone, and what was typed beneath stays.

import { Modal, type ModalProps } from "@patternfly/react-core";

/** As PatternFly's, small and open. */
export interface OverDialogProps extends Pick<ModalProps, "aria-labelledby" | "children"> {
  readonly onClose: () => void;
}

export function OverDialog({ onClose, children, ...rest }: OverDialogProps) {
  return (
    <Modal
      {...rest}
      isOpen
      variant="small"
      onClose={onClose}
      // PatternFly listens on the document, for every open dialog.
      onEscapePress={() => {}}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      {children}
    </Modal>
  );
}
