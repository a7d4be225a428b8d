// Where one is signed in, and for those who may see accounts, where everybody is.

import { PageFrame } from "../../components/PageFrame";
import { useWhose, WhoseToggle } from "../../components/WhoseToggle";
import { Sessions } from "./SessionTable";

export function Component() {
  const whose = useWhose();
  return (
    <PageFrame
      title="Sessions"
      lead="Browsers that are signed in. One that you do not know is ended here; then change your password."
    >
      <WhoseToggle label="Whose sessions" />
      <Sessions whose={whose} />
    </PageFrame>
  );
}
