// A container's ports: published TCP ports as links to where this page was reached, the rest as text.

import { Label, LabelGroup } from "@patternfly/react-core";
import type { Schema } from "../../api/client";

type Port = Schema<"Port">;

export function Ports({ container, ports }: { container: string; ports: readonly Port[] }) {
  if (ports.length === 0) return <span className="ad-quiet">None</span>;
  return (
    <LabelGroup aria-label={`Ports of ${container}`} numLabels={4}>
      {distinct(ports).map((port) => {
        const url = urlOf(port);
        return (
          <Label
            key={textOf(port)}
            isCompact
            {...(url === undefined
              ? { color: "grey" as const }
              : {
                  color: "blue" as const,
                  variant: "outline" as const,
                  href: url,
                  target: "_blank",
                  rel: "noreferrer",
                })}
          >
            {textOf(port)}
          </Label>
        );
      })}
    </LabelGroup>
  );
}

/** Engines list a port once per address family. */
function distinct(ports: readonly Port[]): Port[] {
  return [...new Map(ports.map((port) => [textOf(port), port])).values()];
}

function textOf({ container_port: inside, host_port: outside, protocol }: Port): string {
  const suffix = protocol === "tcp" ? "" : `/${protocol}`;
  if (!outside || outside === inside) return `${inside}${suffix}`;
  return `${outside} → ${inside}${suffix}`;
}

/** Where a browser may find it; a port bound to the host's own loopback is not for browsers elsewhere. */
function urlOf({ host_port: port, host_address: address, protocol }: Port): string | undefined {
  if (!port || protocol !== "tcp") return undefined;
  const here = location.hostname;
  const isLoopback = address === "127.0.0.1" || address === "::1";
  const isHere = here === "localhost" || here === "127.0.0.1" || here === "[::1]";
  if (isLoopback && !isHere) return undefined;
  return `http://${here}:${port}`;
}
