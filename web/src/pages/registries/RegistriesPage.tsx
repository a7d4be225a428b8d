// Registries whose credentials are kept: list, add or replace, forget. Passwords are never shown.

import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Flex,
  Skeleton,
} from "@patternfly/react-core";
import KeyIcon from "@patternfly/react-icons/dist/esm/icons/key-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import type { Schema } from "../../api/client";
import { useForgetRegistry, useRegistries } from "../../api/images";
import { usePermission } from "../../api/roles";
import { useAnnounce } from "../../components/Announcer";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { Moment } from "../../components/Moment";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { TroubleState } from "../../components/TroubleState";
import { RegistryDialog } from "./RegistryDialog";

type Registry = Schema<"Registry">;
/** What is asked about: a registry to add, to replace or to forget. */
type Asking =
  | { readonly kind: "add" }
  | { readonly kind: "replace" | "forget"; readonly registry: Registry };

export function Component() {
  const permission = usePermission("registry_credentials");
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  return (
    <PageFrame
      title="Registries"
      lead="Credentials that pulls and checks use by themselves, on every host. They are kept encrypted."
      actions={
        permission.allowed ? (
          <Button onClick={() => setAsking({ kind: "add" })}>Add registry</Button>
        ) : undefined
      }
    >
      {permission.allowed ? (
        <Kept onAsk={setAsking} />
      ) : (
        <TroubleState report={{ code: "denied", title: "Not allowed", detail: permission.why }} />
      )}
      {asking === undefined ? null : asking.kind === "forget" ? (
        <ForgetDialog registry={asking.registry} onClose={close} />
      ) : (
        <RegistryDialog
          registry={asking.kind === "replace" ? asking.registry : undefined}
          onClose={close}
        />
      )}
    </PageFrame>
  );
}

function Kept({ onAsk }: { onAsk: (asking: Asking) => void }) {
  const registries = useRegistries(true);
  return (
    <QueryView query={registries} loading={<Loading />}>
      {({ registries: kept }) =>
        kept.length === 0 ? (
          <EmptyState titleText="No credentials are kept" headingLevel="h2" icon={KeyIcon}>
            <EmptyStateBody>
              Public images need none. For a registry that asks for a name and a password, add it
              here, or give them with a single pull.
            </EmptyStateBody>
            <EmptyStateFooter>
              <EmptyStateActions>
                <Button variant="link" onClick={() => onAsk({ kind: "add" })}>
                  Add a registry
                </Button>
              </EmptyStateActions>
            </EmptyStateFooter>
          </EmptyState>
        ) : (
          <RegistryTable registries={kept} onAsk={onAsk} />
        )
      }
    </QueryView>
  );
}

interface RegistryTableProps {
  readonly registries: readonly Registry[];
  readonly onAsk: (asking: Asking) => void;
}

function RegistryTable({ registries, onAsk }: RegistryTableProps) {
  return (
    <Table aria-label="Registries" gridBreakPoint="grid-lg" variant="compact" className="ad-table">
      <Thead>
        <Tr>
          <Th width={40}>Registry</Th>
          <Th width={30}>Name there</Th>
          <Th>Saved</Th>
          <Th screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody>
        {registries.map((registry) => (
          <Tr key={registry.name}>
            <Td dataLabel="Registry" modifier="breakWord" className="ad-name">
              {registry.name}
            </Td>
            <Td dataLabel="Name there" modifier="breakWord">
              {registry.username}
            </Td>
            <Td dataLabel="Saved">
              <Moment at={registry.saved_at} />
            </Td>
            <Td className="ad-action-cell">
              <Flex gap={{ default: "gapSm" }}>
                <Button
                  size="sm"
                  variant="secondary"
                  aria-label={`Replace the credentials of ${registry.name}`}
                  onClick={() => onAsk({ kind: "replace", registry })}
                >
                  Replace
                </Button>
                <Button
                  size="sm"
                  variant="tertiary"
                  aria-label={`Forget ${registry.name}`}
                  onClick={() => onAsk({ kind: "forget", registry })}
                >
                  Forget
                </Button>
              </Flex>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function ForgetDialog({ registry, onClose }: { registry: Registry; onClose: () => void }) {
  const forget = useForgetRegistry();
  const announce = useAnnounce();
  return (
    <ConfirmDialog
      title={`Forget ${registry.name}?`}
      confirm="Forget credentials"
      isDanger
      isPending={forget.isPending}
      error={forget.error}
      onConfirm={() =>
        forget.mutate(registry.name, {
          onSuccess: () => {
            announce({ variant: "success", title: `Forgot ${registry.name}` });
            onClose();
          },
        })
      }
      onClose={onClose}
    >
      Images that are on the hosts stay. What this registry gives to nobody without a name can no
      longer be pulled by itself.
    </ConfirmDialog>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      {[1, 2, 3].map((row) => (
        <Skeleton
          key={row}
          height="2.5rem"
          {...(row === 1 ? { screenreaderText: "Loading the registries" } : {})}
        />
      ))}
    </div>
  );
}
