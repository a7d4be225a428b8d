// How many containers run, stopped or are ill, each with the way to them.

import { Button, Card, CardBody, CardFooter, CardTitle, Skeleton } from "@patternfly/react-core";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import type { useContainers } from "../../api/queries";
import { RouteLink } from "../../components/RouteLink";
import { number } from "../../util/format";
import { type Filter, matches } from "../containers/state";
import { CardTrouble } from "./CardTrouble";

const TALLIES = [
  { filter: "running", words: "running" },
  { filter: "stopped", words: "stopped" },
  { filter: "attention", words: "need attention" },
] as const satisfies readonly { filter: Filter; words: string }[];

export interface ContainersCardProps {
  readonly host: string;
  readonly containers: ReturnType<typeof useContainers>;
}

export function ContainersCard({ host, containers }: ContainersCardProps) {
  const { data, error, refetch } = containers;
  return (
    <Card isFullHeight component="section" aria-labelledby="containers-card">
      <CardTitle id="containers-card" component="h2">
        Containers
      </CardTitle>
      <CardBody>
        {data !== undefined ? (
          <Tallies host={host} list={data} />
        ) : error === null ? (
          <Skeleton height="8rem" screenreaderText="Loading the containers" />
        ) : (
          <CardTrouble error={error} retry={() => void refetch()} />
        )}
      </CardBody>
      {data === undefined ? null : (
        <CardFooter>
          <Button variant="link" isInline component={RouteLink} href={`/hosts/${host}/containers`}>
            All containers
          </Button>
        </CardFooter>
      )}
    </Card>
  );
}

function Tallies({ host, list }: { host: string; list: Schema<"ContainerList"> }) {
  const { engine, containers } = list;
  return (
    <>
      <ul className="ad-tallies">
        {TALLIES.map(({ filter, words }) => {
          const count = containers.filter((container) => matches(container, filter)).length;
          return (
            <li key={filter} className={count > 0 ? `ad-tally-${filter}` : "ad-tally-none"}>
              <Link to={`/hosts/${host}/containers?state=${filter}`}>
                <span className="ad-tally-count">{number(count)}</span>
                <span className="ad-tally-words"> {words}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      <p className="ad-quiet">
        {engine.kind === "docker" ? "Docker" : "Podman"} {engine.version}
      </p>
    </>
  );
}
