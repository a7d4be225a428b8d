// What the host is: its name, system, kernel, and since when it runs.

import { Card, CardBody, CardTitle, DescriptionList } from "@patternfly/react-core";
import type { Schema } from "../../api/client";
import { useNow } from "../../hooks/useNow";
import { dateTime, uptime } from "../../util/format";
import { Fact } from "./Fact";

export function HostCard({ host: { facts } }: { host: Schema<"HostDetail"> }) {
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
