// What a new container in the place of an old one would be without, since the engine does not tell it.

import { Alert } from "@patternfly/react-core";
import { useContainer } from "../api/containers";
import { Sentence } from "./Sentence";

export interface LostWhenRecreatedProps {
  readonly host: string;
  readonly container: string;
}

export function LostWhenRecreated({ host, container }: LostWhenRecreatedProps) {
  const lost = useContainer(host, container).data?.lost_when_recreated ?? [];
  if (lost.length === 0) return null;
  return (
    <Alert
      component="h2"
      isInline
      variant="warning"
      title={`The new ${container} will be without some settings`}
    >
      <Sentence
        text={`the engine does not tell ${lost.join(", ")}; to keep that, make it again with podman on the host`}
      />
    </Alert>
  );
}
