// What a container is: its facts, ports, limits, security, mounts, networks and labels.

import { Card, CardBody, CardTitle } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { type ReactNode, useId } from "react";
import { CopyText } from "../../components/CopyText";
import { Moment } from "../../components/Moment";
import { fact, type Term, Terms } from "../../components/Terms";
import { quoted } from "../../util/command";
import { counted, short } from "../../util/format";
import { isAnonymous } from "../containers/actions";
import { Ports } from "../containers/Ports";
import type { TabProps } from "./tabs";
import { capabilityWords, limitWords, policyWords, selinuxWords } from "./words";

type Detail = TabProps["detail"];

export function Component({ detail }: TabProps) {
  return (
    <div className="ad-cards">
      <Section title="About it">
        <Terms terms={factsOf(detail)} />
      </Section>
      <Section title="Limits and restarts">
        <Terms terms={limitsOf(detail)} />
      </Section>
      <Section title="Security">
        <Terms terms={securityOf(detail)} />
      </Section>
      <Section title="Networks">
        <Networks detail={detail} />
      </Section>
      <Section title="Mounts" isWide>
        <Mounts detail={detail} />
      </Section>
      <Section title="Labels" isWide>
        <Labels labels={detail.labels} />
      </Section>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

function Section({ title, isWide = false, children }: SectionProps) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id} className={isWide ? "ad-wide" : undefined}>
      <CardTitle id={id} component="h2">
        {title}
      </CardTitle>
      <CardBody>{children}</CardBody>
    </Card>
  );
}

function factsOf(detail: Detail): Term[] {
  const { container } = detail;
  const { compose, pod, unit } = container;
  return [
    fact("Image", container.image),
    fact(
      "Image's id",
      <CopyText what="image id" shown={short(detail.image_id)} whole={detail.image_id} />,
    ),
    fact("Id", <CopyText what="id" shown={short(container.id)} whole={container.id} />),
    fact(
      "Command",
      detail.command.length === 0 ? undefined : (
        <code className="ad-mono">{detail.command.map(quoted).join(" ")}</code>
      ),
    ),
    fact("Ports", <Ports container={container.name} ports={container.ports} />),
    fact("Created", <Moment at={container.created_at} />),
    fact("Started", container.started_at ? <Moment at={container.started_at} /> : undefined),
    fact("Unit", unit ?? undefined),
    fact("Compose project", compose ? `${compose.project}, service ${compose.service}` : undefined),
    fact("Pod", pod ?? undefined),
    fact("Host name", detail.hostname || undefined),
    fact("Folder", detail.working_dir || undefined),
    fact("Terminal", detail.terminal ? "It has one" : undefined),
    fact("Process on the host", detail.pid ? String(detail.pid) : undefined),
    fact("Log", logWords(detail.log_driver)),
  ];
}

function logWords(driver: string): string {
  if (driver === "none") return "Not kept";
  return driver === "journald" ? "In the host's journal" : `Kept by the engine (${driver})`;
}

function limitsOf({ limits, restart_policy, stop_timeout, container }: Detail): Term[] {
  const words = limitWords(limits);
  return [
    fact("Memory", words.memory),
    fact("Processor", words.cpus),
    fact("Processes", words.processes),
    fact("When it ends", policyWords(restart_policy)),
    fact(
      "Restarts so far",
      typeof container.restarts === "number" ? String(container.restarts) : undefined,
    ),
    fact("Time to stop", counted(stop_timeout, "second")),
  ];
}

function securityOf({ security, user }: Detail): Term[] {
  const { selinux_process_label: process, selinux_mount_label: mount } = security;
  return [
    fact("Runs as", user === "" ? "root, within the container" : user),
    fact("Privileged", security.privileged ? "Yes: it may do on the host what root may do" : "No"),
    fact("Capabilities", capabilityWords(security)),
    fact("Its files", security.read_only ? "Read-only, but for mounts" : "It may write"),
    fact("Devices", security.devices.length > 0 ? security.devices.join(", ") : undefined),
    fact(
      "SELinux",
      process ? (
        <>
          <div>{selinuxWords(process)}</div>
          <code className="ad-mono">{process}</code>
        </>
      ) : (
        "No label: the host has no SELinux, or it is off for this container"
      ),
    ),
    fact(
      "Label of its files",
      mount && mount !== process ? <code className="ad-mono">{mount}</code> : undefined,
    ),
    fact("AppArmor", security.apparmor_profile || undefined),
  ];
}

const MOUNT_WORDS = {
  bind: "Folder of the host",
  volume: "Volume",
  tmpfs: "Memory",
  other: "Other",
} as const;

function Mounts({ detail: { mounts } }: { detail: Detail }) {
  if (mounts.length === 0) return <p className="ad-quiet">None: all it writes goes with it.</p>;
  return (
    <Table aria-label="Mounts" variant="compact" gridBreakPoint="grid-md" borders={false}>
      <Thead>
        <Tr>
          <Th>In the container</Th>
          <Th>What</Th>
          <Th>From</Th>
          <Th>Access</Th>
        </Tr>
      </Thead>
      <Tbody>
        {mounts.map(({ kind, source, destination, read_only: isReadOnly }) => (
          <Tr key={destination}>
            <Td dataLabel="In the container" modifier="breakWord">
              <code className="ad-mono">{destination}</code>
            </Td>
            <Td dataLabel="What">
              {kind === "volume" && isAnonymous(source)
                ? "Volume without a name"
                : MOUNT_WORDS[kind]}
            </Td>
            <Td dataLabel="From" modifier="breakWord">
              {isAnonymous(source) ? (
                <CopyText what="volume" shown={short(source)} whole={source} />
              ) : (
                <code className="ad-mono">{source}</code>
              )}
            </Td>
            <Td dataLabel="Access">{isReadOnly ? "Read-only" : "Read and write"}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function Networks({ detail: { networks } }: { detail: Detail }) {
  if (networks.length === 0) return <p className="ad-quiet">None.</p>;
  return (
    <div className="ad-stack">
      {networks.map(({ network, addresses, gateway, mac_address: mac, aliases }) => (
        <Terms
          key={network}
          terms={[
            fact("Network", <strong>{network}</strong>),
            fact("Addresses", addresses.length > 0 ? addresses.join(", ") : undefined),
            fact("Gateway", gateway || undefined),
            fact("MAC address", mac || undefined),
            fact("Also found as", aliases.length > 0 ? aliases.join(", ") : undefined),
          ]}
        />
      ))}
    </div>
  );
}

function Labels({ labels }: { labels: Detail["labels"] }) {
  const entries = Object.entries(labels).toSorted(([one], [other]) => one.localeCompare(other));
  if (entries.length === 0) return <p className="ad-quiet">None.</p>;
  return (
    <Table aria-label="Labels" variant="compact" gridBreakPoint="grid-md" borders={false}>
      <Thead>
        <Tr>
          <Th width={40}>Label</Th>
          <Th>Value</Th>
        </Tr>
      </Thead>
      <Tbody>
        {entries.map(([label, value]) => (
          <Tr key={label}>
            <Td dataLabel="Label" modifier="breakWord">
              <code className="ad-mono">{label}</code>
            </Td>
            <Td dataLabel="Value" modifier="breakWord">
              {value}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
