// What proves who one is beside the password: the codes of an app, passkeys, and recovery codes for when they are
// lost.

import { Button, Card, CardBody, CardTitle, Content, Label } from "@patternfly/react-core";
import { useState } from "react";
import type { Schema } from "../../api/client";
import { type Passkey, passkeyTrouble, useFactors } from "../../api/factors";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { LoadingLines } from "../../components/LoadingLines";
import { Moment } from "../../components/Moment";
import { QueryView } from "../../components/QueryView";
import { AppDialog } from "./AppDialog";
import { RemoveAppDialog, RemovePasskeyDialog, RenewCodesDialog } from "./factorDialogs";
import { PasskeyDialog } from "./PasskeyDialog";
import { RecoveryCodes } from "./RecoveryCodes";

/** Few are left. */
const FEW = 3;

type Asked =
  | { readonly what: "app" | "remove-app" | "passkey" | "renew" }
  | { readonly what: "remove-passkey"; readonly passkey: Passkey }
  | { readonly what: "codes"; readonly codes: readonly string[] };

export function SecondFactors() {
  const factors = useFactors();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const codes = (told: Schema<"RecoveryCodes">) =>
    setAsked(told.codes.length === 0 ? undefined : { what: "codes", codes: told.codes });
  return (
    <Card>
      <CardTitle component="h2">Second factor</CardTitle>
      <CardBody>
        <Content component="p">
          With one, nobody signs in as you who knows your password alone. Add a code of an app on
          your phone, a passkey, or both.
        </Content>
        <QueryView query={factors} loading={<LoadingLines what="your second factors" />}>
          {(there) => <There factors={there} onAsk={setAsked} />}
        </QueryView>
      </CardBody>
      {asked?.what === "app" ? <AppDialog onDone={codes} onClose={close} /> : null}
      {asked?.what === "remove-app" ? <RemoveAppDialog onClose={close} /> : null}
      {asked?.what === "passkey" ? <PasskeyDialog onDone={codes} onClose={close} /> : null}
      {asked?.what === "renew" ? <RenewCodesDialog onDone={codes} onClose={close} /> : null}
      {asked?.what === "remove-passkey" ? (
        <RemovePasskeyDialog passkey={asked.passkey} onClose={close} />
      ) : null}
      {asked?.what === "codes" ? <RecoveryCodes codes={asked.codes} onClose={close} /> : null}
    </Card>
  );
}

interface ThereProps {
  readonly factors: Schema<"Factors">;
  readonly onAsk: (asked: Asked) => void;
}

function There({ factors, onAsk }: ThereProps) {
  const { passkeys, recovery_codes: left } = factors;
  const app = factors.one_time_code ?? undefined;
  const own = usePermission("account_own");
  const trouble = passkeyTrouble();
  const hasAny = app !== undefined || passkeys.length > 0;
  return (
    <ul className="ad-factors">
      <li>
        <div>
          <span className="ad-name">Code of an app</span>
          {app === undefined ? (
            <p className="ad-quiet">Six digits that change every 30 seconds.</p>
          ) : (
            <p className="ad-quiet">
              Added <Moment at={app} />
            </p>
          )}
        </div>
        {app === undefined ? (
          <Button variant="secondary" onClick={() => onAsk({ what: "app" })}>
            Add app
          </Button>
        ) : (
          <Button variant="link" isDanger onClick={() => onAsk({ what: "remove-app" })}>
            Remove app
          </Button>
        )}
      </li>
      {passkeys.map((passkey) => (
        <li key={passkey.id}>
          <div>
            <span className="ad-name">{passkey.label}</span>
            <p className="ad-quiet">
              Passkey for {passkey.site}, added <Moment at={passkey.added_at} />,{" "}
              {passkey.used_at ? (
                <>
                  last used <Moment at={passkey.used_at} />
                </>
              ) : (
                "never used"
              )}
            </p>
          </div>
          <Button
            variant="link"
            isDanger
            aria-label={`Remove passkey ${passkey.label}`}
            onClick={() => onAsk({ what: "remove-passkey", passkey })}
          >
            Remove
          </Button>
        </li>
      ))}
      <li>
        <div>
          <span className="ad-name">Passkey</span>
          <p className="ad-quiet">
            Your fingerprint, face or PIN, or a security key. It also signs in without a password.
          </p>
        </div>
        <ActionButton
          variant="secondary"
          permission={own}
          {...(trouble === undefined ? {} : { blocked: trouble })}
          onClick={() => onAsk({ what: "passkey" })}
        >
          Add passkey
        </ActionButton>
      </li>
      {hasAny ? (
        <li>
          <div>
            <span className="ad-name">Recovery codes</span>{" "}
            {left <= FEW ? (
              <Label isCompact status="warning">
                Few left
              </Label>
            ) : null}
            <p className="ad-quiet">
              {left} of 10 left. Each signs you in once, when the app or the passkey is lost.
            </p>
          </div>
          <Button variant="link" onClick={() => onAsk({ what: "renew" })}>
            Make new ones
          </Button>
        </li>
      ) : null}
    </ul>
  );
}
