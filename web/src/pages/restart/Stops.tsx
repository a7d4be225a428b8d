// What stops with a restart: first what does not come back by itself, and why, then what does.

import { Alert, Card, CardBody, CardTitle, Content, Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { Link } from "react-router";
import type { Impact } from "../../api/power";
import { Sentence } from "../../components/Sentence";
import { counted } from "../../util/format";
import { containerPath } from "../containers/paths";
import { losses } from "./stops";

export interface StopsProps {
  readonly host: string;
  readonly impact: Impact;
}

export function Stops({ host, impact }: StopsProps) {
  const { containers, services } = impact;
  const { lost, unsure, coming } = losses(impact);
  return (
    <>
      {lost.length + services.length === 0 ? null : (
        <Alert
          component="h2"
          isInline
          variant="warning"
          title={`${counted(lost.length + services.length, "thing")} that ${
            lost.length + services.length === 1 ? "runs does" : "run do"
          } not come back by ${lost.length + services.length === 1 ? "itself" : "themselves"}`}
        >
          Somebody has to start {lost.length + services.length === 1 ? "it" : "them"} by hand after
          the restart.
        </Alert>
      )}
      {services.length === 0 ? null : <Services services={services} />}
      <Card component="section" aria-labelledby="stops-containers">
        <CardTitle id="stops-containers" component="h2">
          {containers.length === 0
            ? "No container stops"
            : `${counted(containers.length, "container")} ${containers.length === 1 ? "stops" : "stop"}`}
        </CardTitle>
        <CardBody>
          {containers.length === 0 ? (
            <Content component="p">None runs.</Content>
          ) : (
            <Table aria-labelledby="stops-containers" variant="compact" gridBreakPoint="grid-md">
              <Thead>
                <Tr>
                  <Th width={30}>Container</Th>
                  <Th modifier="nowrap">Comes back</Th>
                  <Th width={50}>Why</Th>
                </Tr>
              </Thead>
              <Tbody>
                {[...lost, ...unsure, ...coming].map(({ id, name, image, returns, why }) => (
                  <Tr key={id}>
                    <Td dataLabel="Container" modifier="breakWord">
                      <Link to={containerPath(host, name)}>{name}</Link>
                      <div className="ad-quiet">{image}</div>
                    </Td>
                    <Td dataLabel="Comes back">
                      <div>
                        <ReturnsLabel returns={returns} />
                      </div>
                    </Td>
                    <Td dataLabel="Why" modifier="breakWord">
                      <div>
                        <Sentence text={why} />
                      </div>
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          )}
        </CardBody>
      </Card>
    </>
  );
}

function Services({ services }: Pick<Impact, "services">) {
  return (
    <Card component="section" aria-labelledby="stops-services">
      <CardTitle id="stops-services" component="h2">
        {counted(services.length, "service")} that nothing starts again
      </CardTitle>
      <CardBody>
        <Table aria-labelledby="stops-services" variant="compact" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th width={30}>Service</Th>
              <Th>What it is</Th>
              <Th width={50}>Why</Th>
            </Tr>
          </Thead>
          <Tbody>
            {services.map(({ name, description, why }) => (
              <Tr key={name}>
                <Td dataLabel="Service" modifier="breakWord">
                  <code>{name}</code>
                </Td>
                <Td dataLabel="What it is" modifier="breakWord">
                  {description}
                </Td>
                <Td dataLabel="Why" modifier="breakWord">
                  <div>
                    <Sentence text={why} />
                  </div>
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </CardBody>
    </Card>
  );
}

function ReturnsLabel({ returns }: Pick<Impact["containers"][number], "returns">) {
  switch (returns) {
    case "yes":
      return (
        <Label isCompact status="success">
          Yes
        </Label>
      );
    case "no":
      return (
        <Label isCompact status="danger">
          No
        </Label>
      );
    case "unknown":
      return (
        <Label isCompact status="warning">
          Not known
        </Label>
      );
  }
}
