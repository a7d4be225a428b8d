// What the next boot starts, and what that fixes.

import { Button, Card, CardBody, CardTitle, Content } from "@patternfly/react-core";
import type { Schema } from "../../api/client";
import type { Impact } from "../../api/power";
import { RouteLink } from "../../components/RouteLink";
import { counted, sentence } from "../../util/format";
import { nameOf, packageWords } from "../deployments/words";

export interface NextBootProps {
  readonly host: string;
  readonly next: Impact["next"];
  readonly deployments: Schema<"Deployments"> | undefined;
}

export function NextBoot({ host, next, deployments }: NextBootProps) {
  const booted = deployments?.deployments.find((one) => one.booted);
  const starts = deployments?.deployments.find(({ id }) => id === next?.deployment);
  const version = next?.version ? `Version ${next.version}` : next?.deployment;
  const named = starts === undefined ? version : nameOf(starts);
  const update = deployments?.update?.staged === true ? deployments.update : undefined;
  return (
    <Card component="section" aria-labelledby="next-boot">
      <CardTitle id="next-boot" component="h2">
        {next?.changes === true ? `${named} starts` : "The same system starts again"}
      </CardTitle>
      <CardBody>
        {next?.changes === true ? (
          <>
            <Content component="p">
              It takes the place of {booted === undefined ? "what runs now" : lower(nameOf(booted))}
              , which is kept and can be booted again. A soft reboot keeps the present kernel and
              does not start it.
            </Content>
            {update ? <Content component="p">{sentence(fixes(update))}.</Content> : null}
            {booted !== undefined && starts !== undefined ? (
              <Button
                variant="link"
                isInline
                className="ad-no-print"
                component={RouteLink}
                href={differencePath(host, booted.id, starts.id)}
              >
                What is different
              </Button>
            ) : null}
          </>
        ) : (
          <Content component="p">
            {booted === undefined
              ? "No update waits for a restart."
              : `${nameOf(booted)} boots again: no update waits for a restart.`}
          </Content>
        )}
      </CardBody>
    </Card>
  );
}

function fixes({ advisories, packages, severity }: Schema<"Update">): string {
  const changes = packages ? packageWords(packages) : "its packages are not known";
  if (advisories === 0) return changes;
  const gravest = severity ? ` (the gravest: ${severity})` : "";
  const what = counted(advisories, "security advisory", "security advisories");
  return `it resolves ${what}${gravest}; ${lower(changes)}`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function differencePath(host: string, from: string, to: string): string {
  return `/hosts/${host}/deployments/difference?${new URLSearchParams({ from, to })}`;
}
