// What the host offers to this console and, where something is missing, why and how to get it.

import { Card, CardBody, CardTitle, Icon } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import MinusCircleIcon from "@patternfly/react-icons/dist/esm/icons/minus-circle-icon";
import type { Schema } from "../../api/client";
import { Sentence } from "../../components/Sentence";

type Capability = Schema<"Capability">;

const NAMES: Record<Schema<"CapabilityKind">, string> = {
  engine: "Containers",
  deployments: "Deployments",
  dbus: "System bus",
  systemd: "Services",
  power: "Restarting the host",
  journal: "Journal",
};

export function Capabilities({ capabilities }: { capabilities: readonly Capability[] }) {
  return (
    <Card component="section" aria-labelledby="capabilities">
      <CardTitle id="capabilities" component="h2">
        What this host offers
      </CardTitle>
      <CardBody>
        <ul className="ad-capabilities">
          {capabilities.map((capability) => (
            <li key={capability.kind}>
              <Sign state={capability.state} />
              <div>
                <div className="ad-name">
                  {NAMES[capability.kind]}
                  <span className="pf-v6-screen-reader">
                    {capability.state === "available" ? ": available" : ": not available"}
                  </span>
                </div>
                <Detail capability={capability} />
              </div>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

function Sign({ state }: { state: Capability["state"] }) {
  return state === "available" ? (
    <Icon status="success">
      <CheckCircleIcon />
    </Icon>
  ) : (
    <Icon className="ad-absent">
      <MinusCircleIcon />
    </Icon>
  );
}

function Detail({ capability }: { capability: Capability }) {
  if (capability.state === "available") return <div className="ad-quiet">{capability.detail}</div>;
  return (
    <>
      <div>
        <Sentence text={capability.reason} />
      </div>
      <div className="ad-quiet">
        <Sentence text={capability.remedy} />
      </div>
    </>
  );
}
