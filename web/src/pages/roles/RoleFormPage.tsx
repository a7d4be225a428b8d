// Makes a role, or changes one for everybody who has it. What does not go together is said before it is saved.

import { ActionGroup, Alert, Button, Form } from "@patternfly/react-core";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { type RoleDefinition, useRoles, useSaveRole } from "../../api/accounts";
import { reportOf } from "../../api/client";
import { roleNames, usePermission } from "../../api/roles";
import { useAnnounce } from "../../components/Announcer";
import { Denied } from "../../components/Denied";
import { LoadingLines } from "../../components/LoadingLines";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { Sentence } from "../../components/Sentence";
import { TextField } from "../../components/TextField";
import { TroubleState } from "../../components/TroubleState";
import { useView } from "../../hooks/useView";
import { ActionsPart } from "./ActionsPart";
import { ExtentPart } from "./ExtentPart";
import { LimitsPart } from "./LimitsPart";
import { fixedBecause } from "./origin";
import { ROLES, rolePath } from "./paths";
import { NoSuchRole, RoleCrumbs } from "./RoleCrumbs";
import { draftOf, NEW_ROLE, nameComplaint, type RoleDraft, roleMissing, specOf } from "./roleForm";
import "./roles.css";

export function Component() {
  const { role: edited } = useParams();
  const like = useView().view.get("like") ?? "";
  const changes = usePermission("role_change");
  const sees = usePermission("account_view");
  const roles = useRoles(sees.allowed);
  const title = edited === undefined ? "Make a role" : `Edit ${roleNames([edited])}`;
  return (
    <PageFrame title={title} of="Roles" above={<RoleCrumbs here={title} />}>
      {!sees.allowed ? (
        <Denied permission={sees} />
      ) : !changes.allowed ? (
        <Denied permission={changes} />
      ) : (
        <QueryView query={roles} loading={<LoadingLines what="the roles" />}>
          {({ roles: all }) => <Chosen all={all} edited={edited} like={like} />}
        </QueryView>
      )}
    </PageFrame>
  );
}

interface ChosenProps {
  readonly all: readonly RoleDefinition[];
  readonly edited: string | undefined;
  readonly like: string;
}

/** What the form begins with. */
function Chosen({ all, edited, like }: ChosenProps) {
  const from = all.find(({ name }) => name === (edited ?? like));
  const taken = all.map(({ name }) => name);
  if (edited === undefined) {
    const begin = from === undefined ? NEW_ROLE : { ...draftOf(from), name: "", description: "" };
    return <RoleForm begin={begin} taken={taken} />;
  }
  if (from === undefined) return <NoSuchRole name={edited} />;
  const fixed = fixedBecause(from);
  if (fixed === undefined) return <RoleForm begin={draftOf(from)} edited={edited} taken={[]} />;
  return (
    <TroubleState
      report={{ code: "not-available", title: "It cannot be changed here", detail: fixed }}
    />
  );
}

interface RoleFormProps {
  readonly begin: RoleDraft;
  readonly edited?: string;
  /** The names that are taken. */
  readonly taken: readonly string[];
}

function RoleForm({ begin, edited, taken }: RoleFormProps) {
  const [draft, setDraft] = useState(begin);
  const save = useSaveRole();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const set = (part: Partial<RoleDraft>) => setDraft((before) => ({ ...before, ...part }));
  const isTaken = taken.includes(draft.name);
  const complaint = isTaken
    ? `There is a role ${draft.name} already.`
    : edited === undefined
      ? nameComplaint(draft.name)
      : undefined;
  const missing = isTaken ? "Give it another name." : roleMissing(draft);
  const submit = () => {
    if (missing !== undefined || save.isPending) return;
    save.mutate(
      { role: draft.name, spec: specOf(draft) },
      {
        onSuccess: ({ name }) => {
          announce({
            variant: "success",
            title: edited === undefined ? `Made the role ${name}` : `Changed the role ${name}`,
          });
          void navigate(rolePath(name));
        },
      },
    );
  };
  const report = save.error === null ? undefined : reportOf(save.error);
  return (
    <Form
      className="ad-role-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {edited === undefined ? (
        <TextField
          label="Name"
          isRequired
          value={draft.name}
          complaint={complaint}
          placeholder="shop-helpdesk"
          onChange={(name) => set({ name })}
        />
      ) : null}
      <TextField
        label="Whom it is for"
        value={draft.description}
        placeholder="The shop’s helpdesk"
        onChange={(description) => set({ description })}
      />
      <ExtentPart draft={draft} set={set} />
      <ActionsPart draft={draft} set={set} />
      <LimitsPart draft={draft} set={set} />
      {report === undefined ? null : (
        <Alert component="p" isInline variant="danger" title={report.title}>
          <Sentence text={report.detail} />{" "}
          {report.remedy ? <Sentence text={report.remedy} /> : null}
        </Alert>
      )}
      <ActionGroup>
        <Button
          type="submit"
          isLoading={save.isPending}
          isDisabled={missing !== undefined || save.isPending}
        >
          {edited === undefined ? "Make role" : "Save role"}
        </Button>
        <Button variant="link" onClick={() => void navigate(ROLES)}>
          Cancel
        </Button>
        {missing === undefined ? null : <span className="ad-quiet">{missing}</span>}
      </ActionGroup>
    </Form>
  );
}
