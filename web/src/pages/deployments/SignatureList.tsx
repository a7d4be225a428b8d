// Who vouches for a deployment, and whether that holds.

import { Label } from "@patternfly/react-core";
import type { Schema } from "../../api/client";
import { CopyText } from "../../components/CopyText";
import { Moment } from "../../components/Moment";
import { SIGNATURE_STATES } from "./words";

export function SignatureList({ signatures }: { signatures: Schema<"Signatures"> }) {
  switch (signatures.kind) {
    case "not_checked":
      return "Not checked: its origin asks for none";
    case "enforced":
      return `Checked when it was fetched, by ${signatures.by}`;
    case "checked":
      return signatures.signatures.length === 0 ? (
        <Label isCompact status="danger">
          None, though its origin asks for one
        </Label>
      ) : (
        <ul className="ad-signatures">
          {signatures.signatures.map((signature) => (
            <li key={`${signature.fingerprint} ${signature.timestamp}`}>
              <OneSignature signature={signature} />
            </li>
          ))}
        </ul>
      );
  }
}

function OneSignature({ signature }: { signature: Schema<"Signature"> }) {
  const { state, fingerprint, user, timestamp } = signature;
  const { words, status } = SIGNATURE_STATES[state];
  return (
    <>
      <Label isCompact status={status}>
        {words}
      </Label>{" "}
      {user ? <span className="ad-break">{user}</span> : null}{" "}
      <CopyText what="fingerprint" shown={fingerprint.slice(-16)} whole={fingerprint} />{" "}
      {timestamp ? (
        <span className="ad-quiet">
          signed <Moment at={timestamp} />
        </span>
      ) : null}
    </>
  );
}
