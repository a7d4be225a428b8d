// The advisories that the later one resolves, the gravest first, with what they are about.

import { Label } from "@patternfly/react-core";
import ExternalLinkAltIcon from "@patternfly/react-icons/dist/esm/icons/external-link-alt-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { Schema } from "../../api/client";
import { counted } from "../../util/format";
import { SEVERITIES } from "../deployments/words";
import { isWebLink } from "./view";

export function AdvisoryTable({ advisories }: { advisories: readonly Schema<"Advisory">[] }) {
  return (
    <section aria-labelledby="advisories">
      <h2 id="advisories" className="ad-section-title">
        Resolves {counted(advisories.length, "security advisory", "security advisories")}
      </h2>
      <Table variant="compact" aria-labelledby="advisories" className="ad-difference-table">
        <Thead>
          <Tr>
            <Th>Severity</Th>
            <Th>Advisory</Th>
            <Th>About</Th>
            <Th>Packages</Th>
          </Tr>
        </Thead>
        <Tbody>
          {advisories.map(({ id, severity, packages, references }) => (
            <Tr key={id}>
              <Td dataLabel="Severity" modifier="fitContent">
                <Label isCompact color={SEVERITIES[severity].color}>
                  {SEVERITIES[severity].words}
                </Label>
              </Td>
              <Td dataLabel="Advisory" modifier="breakWord">
                {id}
              </Td>
              <Td dataLabel="About" modifier="breakWord">
                {references.map((reference) => (
                  <div key={reference.url}>
                    <Reference reference={reference} />
                  </div>
                ))}
              </Td>
              <Td dataLabel="Packages" modifier="breakWord">
                {packages.map((name) => (
                  <div key={name} className="ad-mono ad-break">
                    {name}
                  </div>
                ))}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </section>
  );
}

function Reference({ reference: { title, url } }: { reference: Schema<"AdvisoryReference"> }) {
  const words = title === "" ? url : title;
  if (!isWebLink(url)) return <span className="ad-break">{words}</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer" className="ad-break">
      {words} <ExternalLinkAltIcon aria-label="(opens in a new tab)" role="img" />
    </a>
  );
}
