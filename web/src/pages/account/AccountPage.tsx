// One's own account: who one is, another password, second factors, and the ways to one's sessions and tokens.

import { Card, CardBody, CardTitle, Content } from "@patternfly/react-core";
import { Link } from "react-router";
import type { Schema } from "../../api/client";
import { useSession } from "../../api/queries";
import { ABOUTS, type About, actionsAbout, roleNames, wordsOf } from "../../api/roles";
import { LoadingLines } from "../../components/LoadingLines";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { fact, type Term, Terms } from "../../components/Terms";
import { dateTime, listed, sentence } from "../../util/format";
import { OwnPassword } from "./OwnPassword";
import { SecondFactors } from "./SecondFactors";

export function Component() {
  const session = useSession();
  return (
    <PageFrame title="Your account" lead="Who you are here, and what you may do.">
      <QueryView query={session} loading={<LoadingLines what="your account" />}>
        {(whoami) => (
          <div className="ad-stack">
            <Who whoami={whoami} />
            {whoami.source === "console" ? (
              <>
                <OwnPassword name={whoami.name} />
                <SecondFactors />
              </>
            ) : null}
          </div>
        )}
      </QueryView>
    </PageFrame>
  );
}

function Who({ whoami }: { whoami: Schema<"Whoami"> }) {
  const { name, roles, scoped, expires_at: end } = whoami;
  return (
    <Card>
      <CardTitle component="h2">{name}</CardTitle>
      <CardBody>
        <Terms
          terms={[
            fact("Roles", roleNames(roles)),
            fact("For", scoped ? "Certain hosts or containers only" : "Everything on this console"),
            ...mayDo(whoami),
            fact("Signed in until", `${dateTime(end)} at the latest`),
          ]}
        />
        <Content component="p" className="ad-field">
          <Link to="/sessions?of=own">Your sessions</Link>: where you are signed in.{" "}
          <Link to="/tokens?of=own">Your tokens</Link>: for scripts and programs.
        </Content>
      </CardBody>
    </Card>
  );
}

/** What the roles allow, a line for each thing that it is about. */
function mayDo({ permissions }: Pick<Schema<"Whoami">, "permissions">): Term[] {
  const abouts: About[] = [
    "containers",
    "making",
    "images",
    "storage",
    "host",
    "system",
    "raw",
    "console",
  ];
  return abouts.flatMap((about) => {
    const allowed = actionsAbout(about).filter((action) => permissions.includes(action));
    if (allowed.length === 0) return [];
    return [fact(ABOUTS[about].title, sentence(listed(allowed.map(wordsOf))))];
  });
}
