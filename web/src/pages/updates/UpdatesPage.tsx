// "Automatic updates": who updates the host by itself, when, whether that restarts it, and what the console does
// with a new version once it has started.

import {
  Alert,
  Card,
  CardBody,
  CardFooter,
  CardTitle,
  EmptyState,
  EmptyStateBody,
  Skeleton,
} from "@patternfly/react-core";
import CalendarIcon from "@patternfly/react-icons/dist/esm/icons/calendar-alt-icon";
import { useUpdatePolicy } from "../../api/updatePolicy";
import { useVerdict } from "../../api/verdict";
import { Moment } from "../../components/Moment";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { fact, Terms } from "../../components/Terms";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { RuleButton } from "../verdict/RuleDialog";
import { ruleWords } from "../verdict/verdictWords";
import { AgentCard } from "./AgentCard";

export function Component() {
  const host = useHostId();
  const name = useHostName(host);
  const policy = useUpdatePolicy(host);
  return (
    <PageFrame
      title="Automatic updates"
      of={name}
      lead="What updates the host by itself, and whether it restarts it without asking."
    >
      <div className="ad-stack">
        <QueryView query={policy} loading={<Skeleton height="14rem" />}>
          {({ agents }) => (
            <>
              {agents.filter(({ active }) => active).length > 1 ? (
                <Alert
                  component="h2"
                  isInline
                  variant="warning"
                  title="More than one program updates this host"
                >
                  They may get in each other’s way. Leave one of them on.
                </Alert>
              ) : null}
              {agents.length === 0 ? (
                <EmptyState
                  titleText="Nothing updates this host by itself"
                  headingLevel="h2"
                  icon={CalendarIcon}
                >
                  <EmptyStateBody>
                    It has none of the programs that do: rpm-ostree’s timer, bootc’s timer, or
                    Zincati.
                  </EmptyStateBody>
                </EmptyState>
              ) : (
                agents.map((agent) => (
                  <AgentCard key={agent.kind} host={host} name={name} agent={agent} />
                ))
              )}
            </>
          )}
        </QueryView>
        <RuleCard host={host} />
      </div>
    </PageFrame>
  );
}

function RuleCard({ host }: { host: string }) {
  const verdict = useVerdict(host);
  return (
    <Card component="section" aria-labelledby="rule">
      <CardTitle id="rule" component="h2">
        After a new version has started
      </CardTitle>
      <QueryView
        query={verdict}
        loading={
          <CardBody>
            <Skeleton height="3rem" />
          </CardBody>
        }
      >
        {({ rule }) => (
          <>
            <CardBody>
              <Terms
                terms={[
                  fact("The console", ruleWords(rule)),
                  fact(
                    "Set by",
                    rule.set_by ? (
                      <>
                        {rule.set_by}
                        {rule.set_at ? (
                          <>
                            , <Moment at={rule.set_at} />
                          </>
                        ) : null}
                      </>
                    ) : undefined,
                  ),
                ]}
              />
            </CardBody>
            <CardFooter>
              <RuleButton host={host} rule={rule} />
            </CardFooter>
          </>
        )}
      </QueryView>
    </Card>
  );
}
