// Adds an app that shows codes: its secret as a picture and as text, and a code that proves that it works.

import { Content } from "@patternfly/react-core";
import { useEffect, useState } from "react";
import type { Schema } from "../../api/client";
import { useConfirmCode, useOfferCode } from "../../api/factors";
import { CopyText } from "../../components/CopyText";
import { FormDialog } from "../../components/FormDialog";
import { LoadingLines } from "../../components/LoadingLines";
import { TextField } from "../../components/TextField";

export interface FactorDialogProps {
  readonly onDone: (codes: Schema<"RecoveryCodes">) => void;
  readonly onClose: () => void;
}

/** Squares around the picture, which cameras need. */
const MARGIN = 4;

export function AppDialog({ onDone, onClose }: FactorDialogProps) {
  const { mutate: ask, data: offered, error: refused } = useOfferCode();
  const confirm = useConfirmCode();
  const [code, setCode] = useState("");
  useEffect(() => ask(), [ask]);
  const digits = code.replace(/\s/g, "");
  const missing = /^[0-9]{6}$/.test(digits) ? undefined : "Type the six digits.";
  return (
    <FormDialog
      title="Add an app for codes"
      lead="Open an authenticator app on your phone, and take this picture with it."
      confirm="Add app"
      {...(missing === undefined ? {} : { missing })}
      isPending={confirm.isPending}
      error={confirm.error ?? refused}
      onConfirm={() => {
        if (offered !== undefined)
          confirm.mutate({ secret: offered.secret, code: digits }, { onSuccess: onDone });
      }}
      onClose={onClose}
    >
      {offered === undefined ? (
        <LoadingLines what="the picture" />
      ) : (
        <>
          <Picture qr={offered.qr} />
          <Content component="p">
            No camera? Type this instead:{" "}
            <CopyText
              what="secret"
              shown={(offered.secret.match(/.{4}/g) ?? []).join(" ")}
              whole={offered.secret}
            />
          </Content>
          <TextField
            label="Code that the app shows now"
            isRequired
            value={code}
            placeholder="123 456"
            onChange={setCode}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Dark on light in both themes: not every app reads it the other way round. */
function Picture({ qr: { size, path } }: { qr: Schema<"QrCode"> }) {
  const side = size + 2 * MARGIN;
  return (
    <svg
      className="ad-qr"
      role="img"
      aria-label="The secret as a QR code"
      viewBox={`-${MARGIN} -${MARGIN} ${side} ${side}`}
    >
      <rect x={-MARGIN} y={-MARGIN} width={side} height={side} fill="white" />
      <path d={path} fill="black" shapeRendering="crispEdges" />
    </svg>
  );
}
