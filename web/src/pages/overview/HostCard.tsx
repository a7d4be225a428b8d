// What the host is: its name, system, kernel, and since when it runs.

import {
  Button,
  Card,
  CardBody,
  CardFooter,
  CardTitle,
  DescriptionList,
} from "@patternfly/react-core";
import type { Schema } from "../../api/client";
import { RouteLink } from "../../components/RouteLink";
import { useNow } from "../../hooks/useNow";
import { dateTime, uptime } from "../../util/format";
import { restartPath } from "../restart/paths";
import { Fact } from "./Fact";

export function HostCard({ host: { id, facts } }: { host: Schema<"HostDetail"> }) {
  return (
    <Card isFullHeight component="section" aria-labelledby="host-card">
      <CardTitle id="host-card" component="h2">
        Host
      </CardTitle>
      <CardBody>
        <DescriptionList isCompact>
          <Fact name="Name">{facts.hostname}</Fact>
          <Fact name="Operating system">{facts.os_name}</Fact>
          <Fact name="Kernel">{facts.kernel}</Fact>
          <Fact name="Running for">
            {facts.boot_time ? <Uptime since={facts.boot_time} /> : null}
          </Fact>
        </DescriptionList>
      </CardBody>
      <CardFooter>
        <Button variant="link" isInline component={RouteLink} href={restartPath(id)}>
          Restart or power off…
        </Button>
      </CardFooter>
    </Card>
  );
}

function Uptime({ since }: { since: string }) {
  const now = useNow(1_000);
  return (
    <>
      <span className="ad-ticking">{uptime(now - Date.parse(since))}</span>
      <div className="ad-quiet">since {dateTime(since)}</div>
    </>
  );
}
