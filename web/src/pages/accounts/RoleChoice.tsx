// Which roles an account has: a box for each role there is, with whom it is for.

import { Checkbox, FormGroup } from "@patternfly/react-core";
import { useId } from "react";
import { useRoles } from "../../api/accounts";
import { roleNames } from "../../api/roles";
import { LoadingLines } from "../../components/LoadingLines";
import { QueryView } from "../../components/QueryView";

export interface RoleChoiceProps {
  readonly chosen: readonly string[];
  readonly onChange: (roles: string[]) => void;
}

export function RoleChoice({ chosen, onChange }: RoleChoiceProps) {
  const id = useId();
  const roles = useRoles();
  const set = (role: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, role] : chosen.filter((other) => other !== role));
  return (
    <FormGroup
      role="group"
      label="Roles"
      labelHelp={<span className="ad-quiet">whatever one of them allows</span>}
      fieldId={id}
      isRequired
      isStack
    >
      <QueryView query={roles} loading={<LoadingLines what="the roles" />}>
        {({ roles: all }) => (
          <>
            {all.map(({ name, description }) => (
              <Checkbox
                key={name}
                id={`${id}-${name}`}
                label={roleNames([name])}
                description={description}
                isChecked={chosen.includes(name)}
                onChange={(_event, isChosen) => set(name, isChosen)}
              />
            ))}
            {chosen
              .filter((role) => all.every(({ name }) => name !== role))
              .map((role) => (
                <Checkbox
                  key={role}
                  id={`${id}-${role}`}
                  label={role}
                  description="There is no such role any more: it allows nothing."
                  isChecked
                  onChange={() => set(role, false)}
                />
              ))}
          </>
        )}
      </QueryView>
    </FormGroup>
  );
}
