// Terminals in a container: several shells beside each other, each in a tab. Leaving the page ends them.

import { EmptyState, EmptyStateBody, Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import TerminalIcon from "@patternfly/react-icons/dist/esm/icons/terminal-icon";
import { useState } from "react";
import { usePermission } from "../../api/roles";
import { TroubleState } from "../../components/TroubleState";
import type { TabProps } from "../container/tabs";
import { isRunning } from "../containers/state";
import { ShellPane } from "./ShellPane";
import "./terminal.css";

export function Component({ name, detail }: TabProps) {
  const live = isRunning(detail.container);
  const permission = usePermission("container_exec");
  // Shells of a container that just stopped stay: they say how they ended.
  const [hasRun, setHasRun] = useState(live);
  if (live && !hasRun) setHasRun(true);
  if (!permission.allowed) {
    return (
      <TroubleState report={{ code: "denied", title: "Not allowed", detail: permission.why }} />
    );
  }
  if (!hasRun) {
    return (
      <EmptyState titleText={`${name} does not run`} headingLevel="h2" icon={TerminalIcon}>
        <EmptyStateBody>A terminal needs a container that runs. Start it first.</EmptyStateBody>
      </EmptyState>
    );
  }
  return <Shells container={name} />;
}

/** More at once nobody uses, and the server has few for all. */
const MOST_SHELLS = 6;

function Shells({ container }: { container: string }) {
  const [shells, setShells] = useState<readonly number[]>([1]);
  const [active, setActive] = useState(1);
  const add = () => {
    if (shells.length >= MOST_SHELLS) return;
    const next = Math.max(0, ...shells) + 1;
    setShells([...shells, next]);
    setActive(next);
  };
  const close = (shell: number) => {
    const rest = shells.filter((one) => one !== shell);
    const left = rest.length === 0 ? [shell + 1] : rest;
    setShells(left);
    if (active === shell) setActive(left.at(-1) ?? shell);
  };
  return (
    <div>
      <Tabs
        aria-label="Shells"
        activeKey={active}
        onSelect={(_event, key) => setActive(Number(key))}
        {...(shells.length < MOST_SHELLS ? { onAdd: add } : {})}
        addButtonAriaLabel="Open another shell"
      >
        {shells.map((shell) => (
          <Tab
            key={shell}
            id={`shell-${shell}`}
            eventKey={shell}
            title={<TabTitleText>Shell {shell}</TabTitleText>}
          >
            <ShellPane
              container={container}
              label={`Shell ${shell} in ${container}`}
              isActive={shell === active}
              close={{ label: `Close shell ${shell}`, close: () => close(shell) }}
              leaveTo={() =>
                document.querySelector<HTMLElement>(`[id$="-shell-${shell}"]`)?.focus()
              }
            />
          </Tab>
        ))}
      </Tabs>
    </div>
  );
}
