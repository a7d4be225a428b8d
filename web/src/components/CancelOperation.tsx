// The button that ends an operation before it is done, where that is possible.

import type { ButtonProps } from "@patternfly/react-core";
import { type Operation, useCancelOperation } from "../api/operations";
import { usePermission } from "../api/roles";
import { ActionButton } from "./ActionButton";
import { failureOf, useAnnounce } from "./Announcer";
import { operationWords } from "./operationWords";

export interface CancelOperationProps {
  readonly operation: Operation;
  readonly size?: ButtonProps["size"];
}

export function CancelOperation({ operation, size }: CancelOperationProps) {
  const cancel = useCancelOperation(operation.host);
  const announce = useAnnounce();
  const permission = usePermission("operation_cancel");
  const { under } = operationWords(operation);
  if (!operation.cancellable || operation.state !== "running") return null;
  return (
    <ActionButton
      variant="secondary"
      {...(size === undefined ? {} : { size })}
      aria-label={`Cancel: ${under}`}
      permission={permission}
      isLoading={cancel.isPending}
      onClick={() =>
        cancel.mutate(operation.id, {
          onError: (error) => announce(failureOf(`Could not cancel: ${under}`, error)),
        })
      }
    >
      Cancel
    </ActionButton>
  );
}
