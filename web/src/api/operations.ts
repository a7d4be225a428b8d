// Long work on a host as pages see it: the list, one of it kept up to date through its channel, and its end
// on request.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useOperationUpdates } from "./channels";
import { answer, api, type Schema } from "./client";
import { keys, putOperation, useOperations } from "./queries";

export type Operation = Schema<"Operation">;

/** Stands for no operation: the channel is opened for running ones only. */
const NONE = { id: "", state: "succeeded" } as const;

/** The operation of this id as it goes; `undefined` until the list knows it. */
export function useOperationStream(host: string, id: string | undefined): Operation | undefined {
  const operation = useOperations(host).data?.operations.find((one) => one.id === id);
  useOperationUpdates(operation ?? NONE);
  return operation;
}

/** Asks a running operation to end before it is done. */
export function useCancelOperation(host: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answer(
        api.DELETE("/api/v1/hosts/{host}/operations/{id}", { params: { path: { host, id } } }),
      ),
    onSuccess: (operation) => putOperation(client, operation),
    onSettled: () => client.invalidateQueries({ queryKey: keys.operations(host) }),
  });
}
