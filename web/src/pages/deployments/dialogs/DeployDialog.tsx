// Another version of the same branch or image.

import { useState } from "react";
import { TextField } from "../../../components/TextField";
import { complaintOf, isGoodName } from "../names";
import { ChangeDialog } from "./ChangeDialog";
import type { DialogProps } from "./DialogProps";

export interface DeployDialogProps extends DialogProps {
  /** What is filled in. */
  readonly revision: string;
}

export function DeployDialog({ revision, ...props }: DeployDialogProps) {
  const [text, setText] = useState(revision);
  const wanted = text.trim();
  const isGood = isGoodName("revision", wanted);
  const known = [props.data.update, ...props.data.deployments].flatMap((one) => one?.version ?? []);
  return (
    <ChangeDialog
      {...props}
      title="Deploy a version"
      confirm={isGood ? `Deploy ${wanted.length > 24 ? "it" : wanted}` : "Deploy"}
      lead="This version of the same branch or image is downloaded, if it is not here yet, and put in front of the boot order. It may be an older one than what runs."
      change={isGood ? { verb: "deploy", revision: wanted } : undefined}
      missing={isGood ? undefined : "Which version?"}
      restart="offered"
    >
      <TextField
        label="Version or checksum"
        value={text}
        onChange={setText}
        isRequired
        suggestions={[...new Set(known)]}
        complaint={complaintOf("revision", wanted)}
        help="As its image names itself, like 42.20261108.3.0, or its checksum."
      />
    </ChangeDialog>
  );
}
