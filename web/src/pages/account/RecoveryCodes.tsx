// Recovery codes, told once.

import { Button, Content } from "@patternfly/react-core";
import { ToldOnce } from "../../components/ToldOnce";
import { useCopy } from "../../hooks/useCopy";

export interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

export function RecoveryCodes({ codes, onClose }: RecoveryCodesProps) {
  const { copied, copy } = useCopy("recovery codes", codes.join("\n"));
  return (
    <ToldOnce
      title="Your recovery codes"
      warning="Keep them now: they are not shown again"
      done="I have kept them"
      size="small"
      further={
        <Button variant="secondary" onClick={copy}>
          {copied ? "Copied" : "Copy all"}
        </Button>
      }
      onClose={onClose}
    >
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
    </ToldOnce>
  );
}
