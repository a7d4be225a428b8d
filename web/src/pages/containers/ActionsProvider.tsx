// Where the dialogs about containers live: above the rows that ask for them, because a row goes when its
// container does, or when it no longer matches the filter.

import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { useEngine } from "../../api/containers";
import { RecreateDialog } from "../../components/RecreateDialog";
import { useHostId } from "../../hooks/useHostId";
import type { ContainerAction } from "./actions";
import { CheckpointDialog } from "./dialogs/CheckpointDialog";
import { CommitDialog } from "./dialogs/CommitDialog";
import type { DialogProps } from "./dialogs/DialogProps";
import { KillDialog } from "./dialogs/KillDialog";
import { RemoveDialog } from "./dialogs/RemoveDialog";
import { RenameDialog } from "./dialogs/RenameDialog";
import { StopDialog } from "./dialogs/StopDialog";
import { UpdateDialog } from "./dialogs/UpdateDialog";
import type { Container } from "./state";
import { useVerb } from "./useVerb";

interface Asked {
  readonly action: ContainerAction;
  readonly container: Container;
}

type Ask = (asked: Asked) => void;

const AskContext = createContext<Ask>(() => {});

/** Begins an action: asks first where it should be asked, or does it. */
export function useAsk(): Ask {
  return useContext(AskContext);
}

export function ActionsProvider({ children }: { children: ReactNode }) {
  const host = useHostId();
  const engine = useEngine(host);
  const { act } = useVerb(host);
  const [asked, setAsked] = useState<Asked>();
  const ask = useCallback(
    ({ action, container }: Asked) => {
      switch (action) {
        case "start":
        case "pause":
        case "unpause":
        case "healthcheck":
          void act({ container: container.name, verb: action });
          break;
        case "stop":
        case "restart":
        case "kill":
        case "rename":
        case "update":
        case "commit":
        case "recreate":
        case "checkpoint":
        case "restore":
        case "remove":
          setAsked({ action, container });
      }
    },
    [act],
  );
  return (
    <AskContext value={ask}>
      {children}
      {asked === undefined ? null : (
        <Dialog
          asked={asked}
          host={host}
          container={asked.container}
          engine={engine}
          onClose={() => setAsked(undefined)}
        />
      )}
    </AskContext>
  );
}

function Dialog({ asked, ...props }: DialogProps & { readonly asked: Asked }) {
  switch (asked.action) {
    case "stop":
    case "restart":
      return <StopDialog {...props} verb={asked.action} />;
    case "kill":
      return <KillDialog {...props} />;
    case "rename":
      return <RenameDialog {...props} />;
    case "update":
      return <UpdateDialog {...props} />;
    case "commit":
      return <CommitDialog {...props} />;
    case "recreate":
      return (
        <RecreateDialog
          host={props.host}
          containers={[props.container.name]}
          onClose={props.onClose}
        />
      );
    case "checkpoint":
    case "restore":
      return <CheckpointDialog {...props} what={asked.action} />;
    case "remove":
      return <RemoveDialog {...props} />;
    case "start":
    case "pause":
    case "unpause":
    case "healthcheck":
      // Done without a question.
      return null;
  }
}
