// The warning of a setting that restarts the host without anybody being asked.

import { Alert } from "@patternfly/react-core";

export function RestartsByItself() {
  return (
    <Alert component="p" isInline variant="warning" title="This restarts the host by itself">
      Containers stop, and whoever uses it is cut off, without anybody being asked.
    </Alert>
  );
}
