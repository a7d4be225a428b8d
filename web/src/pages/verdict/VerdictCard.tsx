// How the host stands since its last boot, against the boot before: with what shows it, and the two ways on while
// nobody has decided. Nothing where there is nothing to say.

import { Card, CardBody, CardFooter, CardTitle, Flex, Label } from "@patternfly/react-core";
import { useState } from "react";
import { useDeployments } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { useDecide, useVerdict, type Verdict } from "../../api/verdict";
import { ActionButton } from "../../components/ActionButton";
import { failureOf, useAnnounce } from "../../components/Announcer";
import { Moment } from "../../components/Moment";
import { Sentence } from "../../components/Sentence";
import { useIsRestarting } from "../../hooks/restarting";
import { useNow } from "../../hooks/useNow";
import { fullSentence } from "../../util/format";
import { Evidence } from "./Evidence";
import { RollBackDialog } from "./RollBackDialog";
import { RuleButton } from "./RuleDialog";
import { bootName, decisionWords, isOpen, isWorthShowing, verdictWords } from "./verdictWords";
import "./verdict.css";

/** How often a host that settles is asked again, in ms. */
const ASK_EVERY = 15_000;

export interface VerdictCardProps {
  readonly host: string;
  readonly name: string;
}

export function VerdictCard({ host, name }: VerdictCardProps) {
  const isRestarting = useIsRestarting(host);
  const settling = useVerdict(host).data?.state === "settling";
  const { data } = useVerdict(host, { every: settling ? ASK_EVERY : undefined });
  const now = useNow();
  if (isRestarting || data === undefined || !isWorthShowing(data, now)) return null;
  return <Shown host={host} name={name} verdict={data} />;
}

function Shown({ host, name, verdict }: VerdictCardProps & { readonly verdict: Verdict }) {
  const { tone, label, title } = verdictWords(verdict.state);
  const { decision, rule } = verdict;
  return (
    <Card component="section" aria-labelledby="verdict" className={`ad-verdict ad-verdict-${tone}`}>
      <CardTitle id="verdict" component="h2">
        <Flex gap={{ default: "gapSm" }}>
          <span>
            {bootName(verdict.now) ?? name} {title}
          </span>
          <Label isCompact status={tone}>
            {label}
          </Label>
        </Flex>
      </CardTitle>
      <CardBody>
        <Evidence verdict={verdict} />
      </CardBody>
      <CardFooter>
        <Flex gap={{ default: "gapSm" }}>
          {isOpen(verdict) ? <Decide host={host} name={name} verdict={verdict} /> : null}
          {decision ? (
            <span>
              {decisionWords(decision)}, <Moment at={decision.at} />.
            </span>
          ) : null}
          <RuleButton host={host} rule={rule} />
        </Flex>
        {rule.trouble ? (
          <p className="ad-quiet">
            The rule could not do it: <Sentence text={rule.trouble} />
          </p>
        ) : null}
      </CardFooter>
    </Card>
  );
}

function Decide({ host, name, verdict }: VerdictCardProps & { readonly verdict: Verdict }) {
  const [isAsking, setAsking] = useState(false);
  const decide = useDecide(host);
  const announce = useAnnounce();
  const permission = usePermission("verdict_decide");
  const abilities = useDeployments(host).data?.abilities;
  const why = abilities?.find(({ verb }) => verb === "rollback")?.why_not;
  const runs = bootName(verdict.now) ?? "What runs";
  return (
    <>
      <ActionButton
        variant={verdict.state === "worse" ? "secondary" : "primary"}
        permission={permission}
        isLoading={decide.isPending}
        onClick={() =>
          decide.mutate(
            { decision: "keep" },
            {
              onSuccess: () => announce({ variant: "success", title: `${runs} is kept` }),
              onError: (error) => announce(failureOf(`Could not keep it`, error)),
            },
          )
        }
      >
        Keep
      </ActionButton>
      <ActionButton
        variant={verdict.state === "worse" ? "danger" : "secondary"}
        permission={permission}
        {...(why ? { blocked: fullSentence(why) } : {})}
        onClick={() => setAsking(true)}
      >
        Roll back…
      </ActionButton>
      {isAsking ? (
        <RollBackDialog
          host={host}
          name={name}
          verdict={verdict}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
