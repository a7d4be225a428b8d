// Recovery codes, told once.

import {
  Alert,
  Button,
  Content,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from "@patternfly/react-core";
import { useId } from "react";
import { useCopy } from "../../hooks/useCopy";

export interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

export function RecoveryCodes({ codes, onClose }: RecoveryCodesProps) {
  const id = useId();
  const { copied, copy } = useCopy("recovery codes", codes.join("\n"));
  return (
    // Only its button closes it: they are not told again.
    <Modal isOpen variant="small" aria-labelledby={`${id}-title`} onEscapePress={() => {}}>
      <ModalHeader title="Your recovery codes" labelId={`${id}-title`} />
      <ModalBody>
        <div className="ad-stack">
          <Alert
            component="p"
            isInline
            variant="warning"
            title="Keep them now: they are not shown again"
          />
          <Content component="p">
            Print them, or keep them where you keep passwords. Each signs you in once, when you have
            lost your phone or your passkey.
          </Content>
          <ol className="ad-recovery-codes">
            {codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ol>
        </div>
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>I have kept them</Button>
        <Button variant="secondary" onClick={copy}>
          {copied ? "Copied" : "Copy all"}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
