// Makes a token, and tells its secret: once, to be copied, with a line that tries it out.

import { Content, FormGroup, FormSelect, FormSelectOption } from "@patternfly/react-core";
import { useId, useState } from "react";
import { useRoles } from "../../api/accounts";
import type { Schema } from "../../api/client";
import { useMakeToken } from "../../api/own";
import { useSession } from "../../api/queries";
import { roleNames, usePermission } from "../../api/roles";
import { CommandLine } from "../../components/CommandLine";
import { CopyText } from "../../components/CopyText";
import { FormDialog } from "../../components/FormDialog";
import { TextField } from "../../components/TextField";
import { ToldOnce } from "../../components/ToldOnce";
import { dateTime } from "../../util/format";
import { curlLine, daysOf, type TokenDraft, tokenMissing } from "./tokenForm";

export function MakeTokenDialog({ onClose }: { onClose: () => void }) {
  const id = useId();
  const roles = useOfferedRoles();
  const make = useMakeToken();
  const [draft, setDraft] = useState<TokenDraft>({ label: "", role: "", days: "90" });
  const [made, setMade] = useState<Schema<"MadeToken">>();
  if (made !== undefined) return <Made made={made} onClose={onClose} />;
  const role = draft.role || (roles[0] ?? "");
  const set = (part: Partial<TokenDraft>) => setDraft((before) => ({ ...before, ...part }));
  const missing = tokenMissing({ ...draft, role });
  const confirm = () =>
    make.mutate(
      { label: draft.label.trim(), role, days: daysOf(draft.days) ?? 0 },
      { onSuccess: setMade },
    );
  return (
    <FormDialog
      title="Make a token"
      lead="For a script or another program: it uses the API of this console in your name."
      confirm="Make token"
      {...(missing === undefined ? {} : { missing })}
      isPending={make.isPending}
      error={make.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <TextField
        label="What it is for"
        isRequired
        value={draft.label}
        placeholder="Nightly report"
        onChange={(label) => set({ label })}
      />
      <FormGroup label="Role" fieldId={`${id}-role`} isRequired>
        <FormSelect id={`${id}-role`} value={role} onChange={(_event, next) => set({ role: next })}>
          {roles.map((name) => (
            <FormSelectOption key={name} value={name} label={roleNames([name])} />
          ))}
        </FormSelect>
        <Content component="p" className="ad-quiet">
          It may do what this role allows, and never more than you may.
        </Content>
      </FormGroup>
      <TextField
        label="Days that it is good"
        isRequired
        value={draft.days}
        onChange={(days) => set({ days })}
        help="1 to 365. Then it is refused, and a new one is made."
      />
    </FormDialog>
  );
}

/** One's own roles; and all that there are, for those who may see them. */
function useOfferedRoles(): readonly string[] {
  const own = useSession().data?.roles ?? [];
  const all = useRoles(usePermission("account_view").allowed).data?.roles ?? [];
  const offered = [...all.map(({ name }) => name), ...own];
  return [...new Set(offered)];
}

function Made({ made, onClose }: { made: Schema<"MadeToken">; onClose: () => void }) {
  const { token, secret } = made;
  return (
    <ToldOnce
      title={`The token ${token.label} is made`}
      warning="Copy it now: it is not shown again"
      done="I have copied it"
      size="medium"
      onClose={onClose}
    >
      <CopyText what="token" shown={secret} whole={secret} />
      <Content component="p">
        Good until {dateTime(token.expires_at)}, with the role{" "}
        {roleNames([token.role]).toLowerCase()}. Tried out with:
      </Content>
      <CommandLine line={curlLine(location.origin, secret)} />
    </ToldOnce>
  );
}
