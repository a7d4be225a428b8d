// One program that updates the host by itself: what it is set to, when it runs next, and whether it restarts the
// host.

import {
  Alert,
  Card,
  CardBody,
  CardFooter,
  CardTitle,
  Content,
  Flex,
  Label,
  List,
  ListItem,
} from "@patternfly/react-core";
import { useState } from "react";
import { usePermission } from "../../api/roles";
import type { UpdateAgent } from "../../api/updatePolicy";
import { ActionButton } from "../../components/ActionButton";
import { Moment } from "../../components/Moment";
import { Sentence } from "../../components/Sentence";
import { fact, type Term, Terms } from "../../components/Terms";
import { AgentDialog } from "./AgentDialog";
import { AGENT_HELP, AGENT_NAMES, windowWords } from "./policy";

export interface AgentCardProps {
  readonly host: string;
  readonly name: string;
  readonly agent: UpdateAgent;
}

export function AgentCard({ host, name, agent }: AgentCardProps) {
  const [isChanging, setChanging] = useState(false);
  const permission = usePermission("update_policy");
  const title = AGENT_NAMES[agent.kind];
  const id = `agent-${agent.kind}`;
  return (
    <Card component="section" aria-labelledby={id}>
      <CardTitle id={id} component="h2">
        <Flex gap={{ default: "gapSm" }}>
          <span>{title}</span>
          {agent.active ? (
            <Label isCompact status="success">
              On
            </Label>
          ) : (
            <Label isCompact variant="outline">
              Off
            </Label>
          )}
        </Flex>
      </CardTitle>
      <CardBody>
        <div className="ad-stack">
          <Content component="p" className="ad-quiet">
            {AGENT_HELP[agent.kind]}
          </Content>
          {agent.reboots ? (
            <Alert
              component="h3"
              isInline
              variant="warning"
              title={`It restarts ${name} by itself`}
            >
              Containers stop, and whoever uses the host is cut off, without anybody being asked.
            </Alert>
          ) : null}
          <Terms
            terms={[
              fact("What it does", <Sentence text={agent.words} />),
              ...settingTerms(agent),
              fact("Next run", agent.next_run ? <Moment at={agent.next_run} /> : undefined),
              fact(
                "Unit",
                <>
                  <code>{agent.unit}</code> <span className="ad-quiet">{agent.unit_state}</span>
                </>,
              ),
            ]}
          />
          {agent.faults.length === 0 ? null : (
            <Alert
              component="h3"
              isInline
              variant="warning"
              title="Some of its files could not be read"
            >
              <List>
                {agent.faults.map((fault) => (
                  <ListItem key={fault}>
                    <Sentence text={fault} />
                  </ListItem>
                ))}
              </List>
            </Alert>
          )}
        </div>
      </CardBody>
      <CardFooter>
        <ActionButton
          variant="secondary"
          aria-label={`Change ${title}`}
          permission={permission}
          onClick={() => setChanging(true)}
        >
          Change…
        </ActionButton>
      </CardFooter>
      {isChanging ? (
        <AgentDialog host={host} setting={agent.setting} onClose={() => setChanging(false)} />
      ) : null}
    </Card>
  );
}

function settingTerms({ setting }: UpdateAgent): Term[] {
  switch (setting.kind) {
    case "rpm_ostreed":
      return [
        fact("Policy", setting.word === "" ? undefined : <code>{setting.word}</code>),
        fact("Timer", setting.timer === "on" ? "On" : "Off"),
      ];
    case "bootc":
      return [fact("Timer", setting.timer === "on" ? "On" : "Off")];
    case "zincati":
      return [
        fact("Strategy", setting.word === "" ? undefined : <code>{setting.word}</code>),
        fact(
          `Windows (${setting.time_zone})`,
          setting.strategy === "periodic" ? (
            <ul>
              {setting.windows.map((window) => (
                <li key={windowWords(window)}>{windowWords(window)}</li>
              ))}
            </ul>
          ) : undefined,
        ),
        fact("Lock manager", setting.base_url ?? undefined),
        fact(
          "Set in",
          setting.files.length === 0 ? undefined : (
            <ul>
              {setting.files.map((file) => (
                <li key={file}>
                  <code>{file}</code>
                </li>
              ))}
            </ul>
          ),
        ),
      ];
  }
}
