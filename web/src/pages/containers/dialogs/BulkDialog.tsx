// Does one thing to several containers, after one question that lists them, and says of each how it went.

import { Content, Icon, List, ListItem, Spinner } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import { useState } from "react";
import { reportOf } from "../../../api/client";
import { useContainerVerb, useEngine, useRemoveContainer } from "../../../api/containers";
import { useSession } from "../../../api/queries";
import { reasonAsker } from "../../../api/reason";
import { useAnnounce } from "../../../components/Announcer";
import { ConfirmDialog } from "../../../components/ConfirmDialog";
import { commandLine, removeLine, restartLine, stopLine } from "../../../util/command";
import { counted, fullSentence } from "../../../util/format";
import { obstacleTo } from "../actions";
import { type Container, isRunning } from "../state";

export const BULK_VERBS = ["start", "stop", "restart", "remove"] as const;
export type BulkVerb = (typeof BULK_VERBS)[number];

export const BULK_WORDS: Record<BulkVerb, { title: string; done: string; effect: string }> = {
  start: { title: "Start", done: "Started", effect: "They are started." },
  stop: {
    title: "Stop",
    done: "Stopped",
    effect: "What they offer is not reachable until they are started again. Nothing is deleted.",
  },
  restart: {
    title: "Restart",
    done: "Restarted",
    effect: "What they offer is not reachable meanwhile.",
  },
  remove: {
    title: "Remove",
    done: "Removed",
    effect:
      "Those that run are killed. What they wrote outside of volumes and mounted folders is lost, and so are their logs. Volumes and images stay. There is no way back.",
  },
};

/** Asked of the engine side by side. */
const AT_ONCE = 4;

type Result =
  | { readonly kind: "under way" }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly why: string };

export interface BulkDialogProps {
  readonly host: string;
  readonly verb: BulkVerb;
  readonly containers: readonly Container[];
  /** `done`: the names of those that it was done to. */
  readonly onClose: (done: readonly string[]) => void;
}

export function BulkDialog({ host, verb, containers, onClose }: BulkDialogProps) {
  const engine = useEngine(host);
  const act = useContainerVerb(host);
  const remove = useRemoveContainer(host);
  const session = useSession().data;
  const announce = useAnnounce();
  // As they were when it was asked: the list goes on changing.
  const [all] = useState(containers);
  const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map());
  const [isPending, setPending] = useState(false);
  const { title, done, effect } = BULK_WORDS[verb];
  const skipped = new Map(all.map((one) => [one.name, obstacleTo(verb, one, engine)]));
  const concerned = all.filter(
    ({ name }) => skipped.get(name) === undefined && results.get(name)?.kind !== "done",
  );
  const doneNames = [...results].flatMap(([name, { kind }]) => (kind === "done" ? [name] : []));
  const one = async (container: Container, reason: string | undefined): Promise<boolean> => {
    const { name } = container;
    const note = (result: Result) => setResults((before) => new Map(before).set(name, result));
    note({ kind: "under way" });
    try {
      if (verb === "remove") {
        await remove.mutateAsync({ container: name, force: isRunning(container), volumes: false });
      } else {
        await act.mutateAsync({ container: name, verb, reason });
      }
      note({ kind: "done" });
      return true;
    } catch (error) {
      const { detail, remedy } = reportOf(error);
      note({ kind: "failed", why: [detail, remedy ?? ""].map(fullSentence).join(" ").trim() });
      return false;
    }
  };
  /** One reason for all, where it takes one. */
  const askOnce = async () => {
    if (verb === "remove" || session?.reason_required !== true) return undefined;
    const what = `${title} ${counted(concerned.length, "container")}`;
    return (await reasonAsker.ask(what)) ?? ("none given" as const);
  };
  const run = async () => {
    const reason = await askOnce();
    if (reason === "none given") return;
    setPending(true);
    const waiting = [...concerned];
    let failures = 0;
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (!(await one(next, reason))) failures += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    setPending(false);
    if (failures === 0) {
      announce({
        variant: "success",
        title: `${done} ${counted(concerned.length, "container")}`,
      });
      onClose(concerned.map(({ name }) => name));
    }
  };
  const names = concerned.map(({ name }) => name);
  const line = () => {
    if (engine === undefined || names.length === 0) return undefined;
    switch (verb) {
      case "start":
        return commandLine(engine.kind, ["start", ...names]);
      case "stop":
        return stopLine(engine.kind, names);
      case "restart":
        return restartLine(engine.kind, names);
      case "remove":
        return removeLine(engine.kind, names, {
          force: concerned.some(isRunning),
          volumes: false,
        });
    }
  };
  return (
    <ConfirmDialog
      title={`${title} ${counted(all.length, "container")}?`}
      confirm={results.size > 0 && !isPending ? "Try again" : `${title} ${names.length}`}
      isDanger={verb === "stop" || verb === "remove"}
      isReady={names.length > 0}
      isPending={isPending}
      error={undefined}
      command={line()}
      onConfirm={() => void run()}
      onClose={() => onClose(doneNames)}
    >
      <Content component="p">{effect}</Content>
      <List isPlain className="ad-bulk" role="status" aria-label="Containers">
        {all.map(({ name }) => (
          <ListItem key={name}>
            <strong className="ad-break">{name}</strong>{" "}
            <ResultWords result={results.get(name)} skipped={skipped.get(name)} done={done} />
          </ListItem>
        ))}
      </List>
    </ConfirmDialog>
  );
}

interface ResultWordsProps {
  readonly result: Result | undefined;
  readonly skipped: string | undefined;
  readonly done: string;
}

function ResultWords({ result, skipped, done }: ResultWordsProps) {
  if (result === undefined) {
    return skipped === undefined ? null : (
      <span className="ad-quiet">Left as it is: {skipped}</span>
    );
  }
  switch (result.kind) {
    case "under way":
      return <Spinner size="sm" aria-label="Under way" />;
    case "done":
      return (
        <Icon status="success">
          <CheckCircleIcon aria-label={done} role="img" />
        </Icon>
      );
    case "failed":
      return (
        <>
          <Icon status="danger">
            <ExclamationCircleIcon aria-label="Failed" role="img" />
          </Icon>{" "}
          {result.why}
        </>
      );
  }
}
