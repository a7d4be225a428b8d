// Tokens for programs: one's own, and for those who may see accounts, everybody's.

import { useState } from "react";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { PageFrame } from "../../components/PageFrame";
import { useWhose, WhoseToggle } from "../../components/WhoseToggle";
import { MakeTokenDialog } from "./MakeTokenDialog";
import { Tokens } from "./TokenTable";

export function Component() {
  const whose = useWhose();
  const makes = usePermission("token_create");
  const [isMaking, setMaking] = useState(false);
  return (
    <PageFrame
      title="Tokens"
      lead="For scripts and programs that use the API of this console, in place of a password."
      actions={
        <ActionButton permission={makes} onClick={() => setMaking(true)}>
          Make token
        </ActionButton>
      }
    >
      <WhoseToggle label="Whose tokens" />
      <Tokens whose={whose} />
      {isMaking ? <MakeTokenDialog onClose={() => setMaking(false)} /> : null}
    </PageFrame>
  );
}
