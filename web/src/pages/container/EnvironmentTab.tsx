// The container's environment. Values that may be secrets are masked until somebody asks, which is recorded.

import { Alert, EmptyState, EmptyStateBody } from "@patternfly/react-core";
import EyeIcon from "@patternfly/react-icons/dist/esm/icons/eye-icon";
import EyeSlashIcon from "@patternfly/react-icons/dist/esm/icons/eye-slash-icon";
import ListIcon from "@patternfly/react-icons/dist/esm/icons/list-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { reportOf } from "../../api/client";
import { useRevealEnvironment } from "../../api/containers";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { Sentence } from "../../components/Sentence";
import type { TabProps } from "./tabs";

export function Component({ host, name, detail }: TabProps) {
  const reveal = useRevealEnvironment(host, name);
  const permission = usePermission("container_secrets");
  const variables = reveal.data?.variables ?? detail.environment;
  if (variables.length === 0) {
    return (
      <EmptyState titleText="No variables" headingLevel="h2" icon={ListIcon}>
        <EmptyStateBody>Nothing is set in its environment.</EmptyStateBody>
      </EmptyState>
    );
  }
  const isMasked = detail.environment.some(({ value }) => typeof value !== "string");
  return (
    <>
      <div className="ad-tab-head">
        <p className="ad-quiet">
          {reveal.data !== undefined
            ? "All values are shown. That you have read them is in the audit log."
            : isMasked
              ? "Values that may be secrets are masked. To show them is recorded in the audit log."
              : "None of these looks like a secret."}
        </p>
        {reveal.data !== undefined ? (
          <ActionButton
            variant="secondary"
            icon={<EyeSlashIcon />}
            permission={{ allowed: true }}
            onClick={reveal.reset}
          >
            Mask values
          </ActionButton>
        ) : isMasked ? (
          <ActionButton
            variant="secondary"
            icon={<EyeIcon />}
            isLoading={reveal.isPending}
            permission={permission}
            onClick={() => reveal.mutate()}
          >
            Show values
          </ActionButton>
        ) : null}
      </div>
      {reveal.error === null ? null : (
        <Alert component="h2" isInline variant="danger" title={reportOf(reveal.error).title}>
          <Sentence text={reportOf(reveal.error).detail} />
        </Alert>
      )}
      <Table aria-label="Environment" variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th width={30}>Variable</Th>
            <Th>Value</Th>
          </Tr>
        </Thead>
        <Tbody>
          {variables.map(({ name: variable, value }) => (
            <Tr key={variable}>
              <Td dataLabel="Variable" modifier="breakWord">
                <code className="ad-mono">{variable}</code>
              </Td>
              <Td dataLabel="Value" modifier="breakWord">
                {typeof value === "string" ? (
                  <code className="ad-mono">{value}</code>
                ) : (
                  <span className="ad-masked">
                    <span aria-hidden="true">••••••••</span>
                    <span className="pf-v6-screen-reader">Masked</span>
                  </span>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  );
}
