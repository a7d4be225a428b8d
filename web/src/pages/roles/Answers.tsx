// The answer to one of the questions, as a table: what, or who, and by which role.

import { Alert } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { Link } from "react-router";
import { type Question, useAnswers } from "../../api/accounts";
import { aboutOf, roleNames, wordsOf } from "../../api/roles";
import { LoadingLines } from "../../components/LoadingLines";
import { QueryView } from "../../components/QueryView";
import { sentence } from "../../util/format";
import { rolePath } from "./paths";

export interface AnswersProps {
  readonly question: Question | undefined;
  /** What the first column has: what may be done, or who may. */
  readonly kind: "what" | "who";
}

export function Answers({ question, kind }: AnswersProps) {
  const answers = useAnswers(question);
  if (question === undefined) return null;
  return (
    <div className="ad-answers" role="status">
      <QueryView query={answers} loading={<LoadingLines what="the answer" />}>
        {({ allowed }) => {
          const lines = allowed.filter(({ action }) => kind === "who" || aboutOf(action) !== "own");
          return lines.length === 0 ? (
            <Alert
              component="p"
              isInline
              variant="info"
              title={
                kind === "who"
                  ? `Nobody may ${question.action === undefined ? "" : wordsOf(question.action)} there.`
                  : `${question.account} may do nothing there.`
              }
            />
          ) : (
            <Table
              aria-label={kind === "who" ? "Who may do it" : `What ${question.account} may do`}
              variant="compact"
              gridBreakPoint=""
              className="ad-table"
            >
              <Thead>
                <Tr>
                  <Th>{kind === "who" ? "Who" : "May"}</Th>
                  <Th>By the role</Th>
                </Tr>
              </Thead>
              <Tbody>
                {lines.map(({ account, action, role }) => (
                  <Tr key={`${account} ${action}`}>
                    <Td dataLabel={kind === "who" ? "Who" : "May"} modifier="breakWord">
                      {kind === "who" ? account : sentence(wordsOf(action))}
                    </Td>
                    <Td dataLabel="By the role" modifier="breakWord">
                      <Link to={rolePath(role)}>{roleNames([role])}</Link>
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          );
        }}
      </QueryView>
    </div>
  );
}
