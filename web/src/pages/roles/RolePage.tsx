// One role: whom it is for, what it is for, what it allows, in words.

import { Card, CardBody, CardTitle } from "@patternfly/react-core";
import { useNavigate, useParams } from "react-router";
import { type RoleDefinition, useAccounts, useRoles } from "../../api/accounts";
import { ABOUTS, actionsAbout, roleNames, usePermission, wordsOf } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { Denied } from "../../components/Denied";
import { LoadingLines } from "../../components/LoadingLines";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { fact, Terms } from "../../components/Terms";
import { listed, sentence } from "../../util/format";
import { fixedBecause, ORIGINS } from "./origin";
import { editRolePath, newRolePath } from "./paths";
import { NoSuchRole, RoleCrumbs } from "./RoleCrumbs";
import { OFFERED } from "./roleForm";
import { limitWords, scopeWords } from "./scopeWords";

export function Component() {
  const { role: name = "" } = useParams();
  const sees = usePermission("account_view");
  const changes = usePermission("role_change");
  const roles = useRoles(sees.allowed);
  const navigate = useNavigate();
  const role = roles.data?.roles.find((one) => one.name === name);
  const fixed = role && fixedBecause(role);
  return (
    <PageFrame
      title={roleNames([name])}
      of="Roles"
      lead={role?.description}
      above={<RoleCrumbs here={roleNames([name])} />}
      actions={
        role === undefined ? undefined : (
          <>
            {fixed === undefined ? (
              <ActionButton permission={changes} onClick={() => void navigate(editRolePath(name))}>
                Edit
              </ActionButton>
            ) : null}
            <ActionButton
              variant="secondary"
              permission={changes}
              onClick={() => void navigate(newRolePath(name))}
            >
              Make one like it
            </ActionButton>
          </>
        )
      }
    >
      {sees.allowed ? (
        <QueryView query={roles} loading={<LoadingLines what="the role" />}>
          {() => (role === undefined ? <NoSuchRole name={name} /> : <Shown role={role} />)}
        </QueryView>
      ) : (
        <Denied permission={sees} />
      )}
    </PageFrame>
  );
}

function Shown({ role }: { role: RoleDefinition }) {
  const holders = (useAccounts().data?.accounts ?? [])
    .filter(({ roles }) => roles.includes(role.name))
    .map(({ name }) => name);
  return (
    <div className="ad-stack">
      <Card>
        <CardTitle component="h2">What it is for</CardTitle>
        <CardBody>
          <Terms
            terms={[
              fact("For", scopeWords(role)),
              fact("Held back by", sentence(limitWords(role) ?? "nothing")),
              fact("Accounts", holders.length === 0 ? "None has it" : listed(holders)),
              fact("Where from", ORIGINS[role.origin]),
            ]}
          />
        </CardBody>
      </Card>
      <Card>
        <CardTitle component="h2">What it allows</CardTitle>
        <CardBody>
          <Terms
            terms={OFFERED.flatMap((about) => {
              const held = actionsAbout(about).filter((action) => role.actions.includes(action));
              if (held.length === 0) return [];
              return [fact(ABOUTS[about].title, sentence(listed(held.map(wordsOf))))];
            })}
          />
        </CardBody>
      </Card>
    </div>
  );
}
