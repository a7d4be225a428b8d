// Roles: what there are, whom they are for, what each is for; and the two questions that one asks of them.

import { Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { type RoleDefinition, useRoles } from "../../api/accounts";
import { roleNames, usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { Denied } from "../../components/Denied";
import { LoadingLines } from "../../components/LoadingLines";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { RowMenu } from "../../components/RowMenu";
import { sentence } from "../../util/format";
import { fixedBecause, ORIGINS } from "./origin";
import { editRolePath, newRolePath, rolePath } from "./paths";
import { Questions } from "./Questions";
import { RemoveRole } from "./RemoveRole";
import { limitWords, scopeWords } from "./scopeWords";

export function Component() {
  const sees = usePermission("account_view");
  const changes = usePermission("role_change");
  const roles = useRoles(sees.allowed);
  const navigate = useNavigate();
  const [removing, setRemoving] = useState<string>();
  return (
    <PageFrame
      title="Roles"
      lead="What people may do, and to what. An account has one or several of them."
      actions={
        sees.allowed ? (
          <ActionButton permission={changes} onClick={() => void navigate(newRolePath())}>
            Make role
          </ActionButton>
        ) : undefined
      }
    >
      {sees.allowed ? (
        <div className="ad-stack">
          <QueryView query={roles} loading={<LoadingLines what="the roles" />}>
            {({ roles: all }) => <RoleTable roles={all} onRemove={setRemoving} />}
          </QueryView>
          <Questions />
        </div>
      ) : (
        <Denied permission={sees} />
      )}
      {removing === undefined ? null : (
        <RemoveRole role={removing} onClose={() => setRemoving(undefined)} />
      )}
    </PageFrame>
  );
}

interface RoleTableProps {
  readonly roles: readonly RoleDefinition[];
  readonly onRemove: (role: string) => void;
}

function RoleTable({ roles, onRemove }: RoleTableProps) {
  const navigate = useNavigate();
  const changes = usePermission("role_change");
  const denied = changes.allowed ? undefined : changes.why;
  return (
    <Table aria-label="Roles" gridBreakPoint="grid-lg" variant="compact" className="ad-table">
      <Thead>
        <Tr>
          <Th width={30}>Role</Th>
          <Th width={30}>For</Th>
          <Th>Held back by</Th>
          <Th>Where from</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {roles.map((role) => (
          <Tr key={role.name}>
            <Td dataLabel="Role" modifier="breakWord">
              <Link to={rolePath(role.name)} className="ad-name">
                {roleNames([role.name])}
              </Link>
              <div className="ad-quiet">{role.description}</div>
            </Td>
            <Td dataLabel="For" modifier="breakWord">
              {scopeWords(role)}
            </Td>
            <Td dataLabel="Held back by" modifier="breakWord">
              {sentence(limitWords(role) ?? "") || <span className="ad-quiet">Nothing</span>}
            </Td>
            <Td dataLabel="Where from">
              <div>
                <Label isCompact variant="outline">
                  {ORIGINS[role.origin]}
                </Label>
              </div>
            </Td>
            <Td className="ad-action-cell">
              <RowMenu
                of={roleNames([role.name])}
                deeds={[
                  {
                    title: "Edit…",
                    blocked: denied ?? fixedBecause(role),
                    run: () => void navigate(editRolePath(role.name)),
                  },
                  {
                    title: "Make one like it…",
                    blocked: denied,
                    run: () => void navigate(newRolePath(role.name)),
                  },
                  {
                    title: "Remove…",
                    isDanger: true,
                    blocked: denied ?? fixedBecause(role),
                    run: () => onRemove(role.name),
                  },
                ]}
              />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
