// One shell: its screen, what stands over it while it cannot be used, and how to leave it by keyboard.

import { Button, Spinner } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { type ShellEnd, useShells } from "../../api/terminal";
import { Sentence } from "../../components/Sentence";
import { openScreen, type Screen } from "./screen";

export interface ShellPaneProps {
  readonly container: string;
  readonly label: string;
  /** Its tab is in front. */
  readonly isActive: boolean;
  /** Gives the focus to what is outside of the terminal, which takes every other key. */
  readonly leaveTo: () => void;
  /** Ends the shell: beside its screen, as a list of tabs has no room for other buttons. */
  readonly close: { readonly label: string; readonly close: () => void };
}

type Status =
  | { readonly kind: "opening" }
  | { readonly kind: "open" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "ended"; readonly end: ShellEnd };

export function ShellPane({ container, label, isActive, leaveTo, close }: ShellPaneProps) {
  const box = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen>(undefined);
  const [status, setStatus] = useState<Status>({ kind: "opening" });
  const [round, setRound] = useState(0);
  const open = useShells(container);
  const leave = useRef(leaveTo);
  const opener = useRef(open);
  useEffect(() => {
    leave.current = leaveTo;
    opener.current = open;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is another shell.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const shown = openScreen(element, label, () => leave.current());
    screen.current = shown;
    const shell = opener.current(shown.size, {
      ready: () => setStatus({ kind: "open" }),
      output: shown.write,
      credit: shown.afterwards,
      interrupted: () => setStatus({ kind: "interrupted" }),
      ended: (end) => setStatus({ kind: "ended", end }),
    });
    shown.connect(shell);
    return () => {
      shell.close();
      shown.close();
    };
  }, [container, round]);
  const isOpen = status.kind === "open";
  useEffect(() => {
    if (isActive && isOpen) screen.current?.focus();
  }, [isActive, isOpen]);
  return (
    <div className="ad-shell">
      <div ref={box} className="ad-shell-screen" />
      <Cover
        status={status}
        again={() => {
          setStatus({ kind: "opening" });
          setRound(round + 1);
        }}
      />
      <div className="ad-shell-help">
        <p className="ad-quiet">
          The terminal takes all keys: <kbd>Ctrl</kbd> + <kbd>Shift</kbd> + <kbd>X</kbd> leaves it,{" "}
          <kbd>Ctrl</kbd> + <kbd>Shift</kbd> + <kbd>V</kbd> pastes.
        </p>
        <Button variant="link" isInline onClick={close.close}>
          {close.label}
        </Button>
      </div>
    </div>
  );
}

function Cover({ status, again }: { status: Status; again: () => void }) {
  return (
    <div role="status" className={status.kind === "open" ? "" : "ad-shell-cover"}>
      {status.kind === "opening" ? (
        <span>
          <Spinner size="md" aria-hidden /> Opening a shell…
        </span>
      ) : null}
      {status.kind === "interrupted" ? (
        <span>
          <Spinner size="md" aria-hidden /> Connection lost — reconnecting. The shell goes on.
        </span>
      ) : null}
      {status.kind === "ended" ? (
        <>
          <span className="ad-break">
            <Sentence text={endWords(status.end)} />
          </span>
          <Button variant="primary" size="sm" onClick={again}>
            Open again
          </Button>
        </>
      ) : null}
    </div>
  );
}

function endWords(end: ShellEnd): string {
  if (end.kind === "failed") return end.message;
  if (end.status === undefined) return "The shell has ended";
  return `The shell has ended with status ${end.status}`;
}
