// Who is signed in, and who asks that the host stays on.

import { Card, CardBody, CardTitle, Content, Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { Inhibitor, LoginSession } from "../../api/power";
import { Moment } from "../../components/Moment";
import { Sentence } from "../../components/Sentence";
import { counted } from "../../util/format";

export function SignedIn({ sessions }: { sessions: readonly LoginSession[] }) {
  return (
    <Card component="section" aria-labelledby="signed-in">
      <CardTitle id="signed-in" component="h2">
        {sessions.length === 0
          ? "Nobody is signed in"
          : `${counted(sessions.length, "session")} ${sessions.length === 1 ? "is" : "are"} cut off`}
      </CardTitle>
      <CardBody>
        {sessions.length === 0 ? (
          <Content component="p">Nobody is signed in on the host itself.</Content>
        ) : (
          <Table aria-labelledby="signed-in" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>Who</Th>
                <Th>Where</Th>
                <Th>Since</Th>
              </Tr>
            </Thead>
            <Tbody>
              {sessions.map(({ id, user, tty, remote_host: from, since, class: kind }) => (
                <Tr key={id}>
                  <Td dataLabel="Who" modifier="breakWord">
                    <div>
                      {user} {kind === "user" ? null : <span className="ad-quiet">({kind})</span>}
                    </div>
                  </Td>
                  <Td dataLabel="Where" modifier="breakWord">
                    <div>
                      {tty ?? <span className="ad-quiet">No terminal</span>}
                      {from ? <span className="ad-quiet"> from {from}</span> : null}
                    </div>
                  </Td>
                  <Td dataLabel="Since">
                    {since ? <Moment at={since} /> : <span className="ad-quiet">Not known</span>}
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        )}
      </CardBody>
    </Card>
  );
}

export function HoldingBack({ inhibitors }: { inhibitors: readonly Inhibitor[] }) {
  if (inhibitors.length === 0) return null;
  return (
    <Card component="section" aria-labelledby="holding-back">
      <CardTitle id="holding-back" component="h2">
        {counted(inhibitors.length, "program")} {inhibitors.length === 1 ? "wants" : "want"} to be
        asked first
      </CardTitle>
      <CardBody>
        <Table aria-labelledby="holding-back" variant="compact" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>Program</Th>
              <Th>Why</Th>
              <Th>What it does</Th>
            </Tr>
          </Thead>
          <Tbody>
            {inhibitors.map((one) => (
              <Tr key={`${one.who} ${one.why} ${one.what.join(" ")}`}>
                <Td dataLabel="Program" modifier="breakWord">
                  {one.who}
                </Td>
                <Td dataLabel="Why" modifier="breakWord">
                  <div>
                    <Sentence text={one.why} />
                  </div>
                </Td>
                <Td dataLabel="What it does">
                  <div>
                    <Holds inhibitor={one} />
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

function Holds({ inhibitor: { blocks, mode, what } }: { inhibitor: Inhibitor }) {
  if (blocks) {
    return (
      <Label isCompact status="danger">
        Refuses the restart
      </Label>
    );
  }
  if (mode === "delay" && what.includes("shutdown")) {
    return (
      <Label isCompact variant="outline">
        Delays it for some seconds
      </Label>
    );
  }
  return <span className="ad-quiet">Only about {what.join(", ")}</span>;
}
