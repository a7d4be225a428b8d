// Health first: what needs a person, each with the way there; or that all is well.

import { Button, Card, CardBody, Icon } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import InfoCircleIcon from "@patternfly/react-icons/dist/esm/icons/info-circle-icon";
import type { ComponentType, ReactNode } from "react";
import { RouteLink } from "../../components/RouteLink";
import type { AttentionItem } from "./attentionOf";

type Mood = AttentionItem["variant"] | "success";

const ICONS: Record<Mood, ComponentType> = {
  danger: ExclamationCircleIcon,
  warning: ExclamationTriangleIcon,
  info: InfoCircleIcon,
  success: CheckCircleIcon,
};

const WEIGHTS: Record<Mood, string> = {
  danger: "Serious: ",
  warning: "Warning: ",
  info: "For information: ",
  success: "",
};

export interface AttentionProps {
  readonly items: readonly AttentionItem[];
  /** Everything was looked at, so that "all good" is true. */
  readonly isComplete: boolean;
}

export function Attention({ items, isComplete }: AttentionProps) {
  if (items.length === 0 && !isComplete) return null;
  const worst = items[0]?.variant ?? "success";
  return (
    <Card
      component="section"
      aria-label="What needs attention"
      className={`ad-attention ad-attention-${worst}`}
    >
      <CardBody>
        <ul>
          {items.length === 0 ? (
            <Line mood="success" title="All good" detail="Nothing on this host needs you." />
          ) : (
            items.map(({ id, variant, title, detail, link }) => (
              <Line key={id} mood={variant} title={title} detail={detail}>
                <Button
                  variant="link"
                  isInline
                  href={link.to}
                  {...(link.to.startsWith("#")
                    ? { component: "a" as const }
                    : { component: RouteLink })}
                >
                  {link.words}
                </Button>
              </Line>
            ))
          )}
        </ul>
      </CardBody>
    </Card>
  );
}

interface LineProps {
  readonly mood: Mood;
  readonly title: string;
  readonly detail: string;
  readonly children?: ReactNode;
}

function Line({ mood, title, detail, children }: LineProps) {
  const Sign = ICONS[mood];
  return (
    <li>
      <Icon status={mood} size="lg">
        <Sign />
      </Icon>
      <div className="ad-attention-words">
        <div className="ad-name">
          <span className="pf-v6-screen-reader">{WEIGHTS[mood]}</span>
          {title}
        </div>
        <div className="ad-quiet">{detail}</div>
      </div>
      {children === undefined ? null : <div className="ad-attention-link">{children}</div>}
    </li>
  );
}
