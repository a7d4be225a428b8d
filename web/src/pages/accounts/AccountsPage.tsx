// Accounts: who may sign in, with which roles. Add, change, disable, remove.

import { useState } from "react";
import { type Account, useAccounts, useChangeAccount } from "../../api/accounts";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { failureOf, useAnnounce } from "../../components/Announcer";
import { Denied } from "../../components/Denied";
import { LoadingLines } from "../../components/LoadingLines";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { type AccountDeed, AccountTable } from "./AccountTable";
import { AddAccountDialog } from "./AddAccountDialog";
import { DisableDialog, FactorsDialog, PasswordDialog, RemoveDialog, RolesDialog } from "./dialogs";

/** What is asked about. */
type Asking =
  | { readonly kind: "add" }
  | { readonly kind: Exclude<AccountDeed, "enable">; readonly account: Account };

export function Component() {
  const sees = usePermission("account_view");
  const creates = usePermission("account_create");
  const accounts = useAccounts(sees.allowed);
  const change = useChangeAccount();
  const announce = useAnnounce();
  const [asking, setAsking] = useState<Asking>();
  const enable = ({ name }: Account) =>
    change.mutate(
      { account: name, disabled: false },
      {
        onSuccess: () => announce({ variant: "success", title: `Enabled ${name}` }),
        onError: (error) => announce(failureOf(`Could not enable ${name}`, error)),
      },
    );
  return (
    <PageFrame
      title="Accounts"
      lead="Who may sign in to this console, and with which roles."
      actions={
        sees.allowed ? (
          <ActionButton permission={creates} onClick={() => setAsking({ kind: "add" })}>
            Add account
          </ActionButton>
        ) : undefined
      }
    >
      {sees.allowed ? (
        <QueryView query={accounts} loading={<LoadingLines what="the accounts" />}>
          {({ accounts: all }) => (
            <AccountTable
              accounts={all}
              onDeed={(kind, account) =>
                kind === "enable" ? enable(account) : setAsking({ kind, account })
              }
            />
          )}
        </QueryView>
      ) : (
        <Denied permission={sees} />
      )}
      <Dialogs
        asking={asking}
        taken={accounts.data?.accounts.map(({ name }) => name) ?? []}
        onClose={() => setAsking(undefined)}
      />
    </PageFrame>
  );
}

interface DialogsProps {
  readonly asking: Asking | undefined;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

function Dialogs({ asking, taken, onClose }: DialogsProps) {
  switch (asking?.kind) {
    case undefined:
      return null;
    case "add":
      return <AddAccountDialog taken={taken} onClose={onClose} />;
    case "roles":
      return <RolesDialog account={asking.account} onClose={onClose} />;
    case "password":
      return <PasswordDialog account={asking.account} onClose={onClose} />;
    case "factors":
      return <FactorsDialog account={asking.account} onClose={onClose} />;
    case "disable":
      return <DisableDialog account={asking.account} onClose={onClose} />;
    case "remove":
      return <RemoveDialog account={asking.account} onClose={onClose} />;
  }
}
