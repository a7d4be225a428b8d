// The accounts, one a line: name, where it comes from, roles, whether one can sign in with it.

import { Flex, Label, LabelGroup } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { Account } from "../../api/accounts";
import { useSession } from "../../api/queries";
import { permissionOf, roleNames } from "../../api/roles";
import { Moment } from "../../components/Moment";
import { type RowDeed, RowMenu } from "../../components/RowMenu";
import { SOURCES } from "./words";

export type AccountDeed = "roles" | "password" | "factors" | "disable" | "enable" | "remove";

export interface AccountTableProps {
  readonly accounts: readonly Account[];
  readonly onDeed: (deed: AccountDeed, account: Account) => void;
}

export function AccountTable({ accounts, onDeed }: AccountTableProps) {
  const session = useSession().data;
  const blocked = (action: "account_change" | "account_password" | "account_remove") => {
    const permission = permissionOf(session, action);
    return permission.allowed ? undefined : permission.why;
  };
  const deedsOf = (account: Account): RowDeed[] => {
    const elsewhere = SOURCES[account.source].keeps || undefined;
    const isOwn = account.name === session?.name;
    const own = isOwn ? "It is your own: ask another administrator." : undefined;
    const run = (deed: AccountDeed) => () => onDeed(deed, account);
    return [
      {
        title: "Change roles…",
        blocked: blocked("account_change") ?? elsewhere,
        run: run("roles"),
      },
      {
        title: "Another password…",
        blocked:
          blocked("account_password") ??
          elsewhere ??
          (isOwn ? "It is your own: change it on the page of your account." : undefined),
        run: run("password"),
      },
      {
        title: "Take second factors away…",
        blocked:
          blocked("account_change") ??
          elsewhere ??
          own ??
          (account.second_factor ? undefined : "It has none."),
        run: run("factors"),
      },
      account.disabled
        ? { title: "Enable", blocked: blocked("account_change"), run: run("enable") }
        : { title: "Disable…", blocked: blocked("account_change") ?? own, run: run("disable") },
      {
        title: "Remove…",
        isDanger: true,
        blocked: blocked("account_remove") ?? own,
        run: run("remove"),
      },
    ];
  };
  return (
    <Table aria-label="Accounts" gridBreakPoint="grid-lg" variant="compact" className="ad-table">
      <Thead>
        <Tr>
          <Th width={25}>Name</Th>
          <Th>From</Th>
          <Th width={25}>Roles</Th>
          <Th>State</Th>
          <Th>Added</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {accounts.map((account) => (
          <Tr key={account.name}>
            <Td dataLabel="Name" modifier="breakWord">
              <span className="ad-name">{account.name}</span>
              {account.name === session?.name ? <span className="ad-quiet"> (you)</span> : null}
            </Td>
            <Td dataLabel="From">{SOURCES[account.source].word}</Td>
            <Td dataLabel="Roles">
              <LabelGroup numLabels={6} aria-label={`Roles of ${account.name}`}>
                {account.roles.map((role) => (
                  <Label key={role} isCompact variant="outline">
                    {roleNames([role])}
                  </Label>
                ))}
              </LabelGroup>
            </Td>
            <Td dataLabel="State">
              <State account={account} />
            </Td>
            <Td dataLabel="Added">
              <Moment at={account.created_at} />
            </Td>
            <Td className="ad-action-cell">
              <RowMenu of={account.name} deeds={deedsOf(account)} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function State({ account }: { account: Account }) {
  const { disabled, must_change_password: mustChange, second_factor: hasFactor } = account;
  return (
    <Flex gap={{ default: "gapXs" }}>
      {disabled ? (
        <Label isCompact color="grey" icon={<BanIcon />}>
          Disabled
        </Label>
      ) : (
        <Label isCompact status="success">
          Can sign in
        </Label>
      )}
      {hasFactor ? (
        <Label isCompact variant="outline">
          Second factor
        </Label>
      ) : null}
      {mustChange ? (
        <Label isCompact status="info">
          Must choose another password
        </Label>
      ) : null}
    </Flex>
  );
}
