// What was typed, as the server takes it. Only the shape is checked here: what is required and what
// must be a number; the server judges all else.

import { counted } from "../../util/format";
import { type ContainerForm, type ContainerSpec, MEMORY_UNITS, type Section } from "./model";
import { splitWords } from "./words";

/** What is wrong with one field; `field` is the id of its input. */
export interface Complaint {
  readonly section: Section;
  readonly field: string;
  readonly says: string;
}

export type Reading =
  | { readonly kind: "spec"; readonly spec: ContainerSpec }
  | { readonly kind: "wrong"; readonly complaints: readonly Complaint[] };

export function toSpec(form: ContainerForm): Reading {
  const reader = new Reader();
  const spec = read(form, reader);
  return reader.complaints.length === 0
    ? { kind: "spec", spec }
    : { kind: "wrong", complaints: reader.complaints };
}

function read(form: ContainerForm, reader: Reader): ContainerSpec {
  const memory = reader.decimal("limits", "memory", "The memory", form.memory);
  return {
    image: reader.required("image", "image", "Which image?", form.image),
    ...given("name", form.name),
    pull: form.pull,
    start: form.start,
    command: reader.words("command", "command", form.command),
    entrypoint: reader.words("command", "entrypoint", form.entrypoint),
    ...given("user", form.user),
    ...given("working_dir", form.workingDir),
    ...given("hostname", form.hostname),
    terminal: form.terminal,
    interactive: form.interactive,
    ports: filled(form.ports, ["container", "host", "address"]).map((row) => ({
      container_port:
        reader.port(`port-${row.id}-container`, row.container) ??
        reader.missing("ports", `port-${row.id}-container`, "Which port of the container?", 0),
      protocol: row.protocol,
      ...optional("host_port", reader.port(`port-${row.id}-host`, row.host)),
      ...given("host_address", row.address),
    })),
    mounts: filled(form.mounts, ["source", "destination"]).map((row) => ({
      kind: row.kind,
      source:
        row.kind === "bind"
          ? reader.required("storage", `mount-${row.id}-source`, "Which folder?", row.source)
          : row.kind === "volume"
            ? row.source.trim()
            : "",
      destination: reader.required(
        "storage",
        `mount-${row.id}-destination`,
        "Where in the container?",
        row.destination,
      ),
      read_only: row.readOnly,
      relabel: row.kind === "tmpfs" ? "keep" : row.relabel,
    })),
    environment: filled(form.environment, ["name", "value"]).map((row) => ({
      name: reader.required("environment", `variable-${row.id}-name`, "Its name?", row.name),
      value: row.value,
    })),
    networks: filled(form.networks, ["network", "aliases", "address"]).map((row) => ({
      network: reader.required(
        "network",
        `network-${row.id}-network`,
        "Which network?",
        row.network,
      ),
      aliases: names(row.aliases),
      ...given("address", row.address),
    })),
    ...given("pod", form.pod),
    limits: {
      ...optional(
        "memory",
        memory === undefined ? undefined : Math.round(memory * MEMORY_UNITS[form.memoryUnit]),
      ),
      ...optional("cpus", reader.decimal("limits", "cpus", "The number of cores", form.cpus)),
      ...optional("processes", reader.whole("limits", "processes", form.processes)),
    },
    restart_policy: {
      kind: form.restart,
      ...optional(
        "attempts",
        form.restart === "on_failure"
          ? reader.whole("limits", "attempts", form.attempts)
          : undefined,
      ),
    },
    ...optional("stop_timeout", reader.whole("limits", "stop-timeout", form.stopTimeout)),
    remove_when_ended: form.removeWhenEnded,
    ...optional("health", health(form, reader)),
    labels: Object.fromEntries(
      filled(form.labels, ["name", "value"]).map((row) => [
        reader.required("labels", `label-${row.id}-name`, "Its name?", row.name),
        row.value,
      ]),
    ),
    devices: filled(form.devices, ["host", "container"]).map((row) => ({
      host_path: reader.required("rights", `device-${row.id}-host`, "Which device?", row.host),
      ...given("container_path", row.container),
      permissions: row.permissions,
    })),
    capabilities_added: names(form.capabilitiesAdded),
    capabilities_dropped: names(form.capabilitiesDropped),
    privileged: form.privileged,
    read_only: form.readOnly,
    init: form.init,
  };
}

function health(form: ContainerForm, reader: Reader): ContainerSpec["health"] | undefined {
  switch (form.health) {
    case "image":
      return undefined;
    case "off":
      return { command: "" };
    case "own": {
      const whole = (field: string, text: string, usual: number) =>
        reader.whole("health", field, text) ?? usual;
      return {
        command: reader.required("health", "health-command", "Which command?", form.healthCommand),
        interval: whole("health-interval", form.healthInterval, 30),
        timeout: whole("health-timeout", form.healthTimeout, 30),
        start_period: whole("health-start-period", form.healthStartPeriod, 0),
        retries: whole("health-retries", form.healthRetries, 3),
      };
    }
  }
}

/** Reads texts and gathers what is wrong with them. */
class Reader {
  readonly complaints: Complaint[] = [];

  missing<Instead>(section: Section, field: string, says: string, instead: Instead): Instead {
    // One sentence for a field: the first.
    if (!this.complaints.some((known) => known.field === field)) {
      this.complaints.push({ section, field, says });
    }
    return instead;
  }

  required(section: Section, field: string, says: string, text: string): string {
    return text.trim() || this.missing(section, field, says, "");
  }

  words(section: Section, field: string, text: string): string[] {
    const split = splitWords(text);
    if (split.problem === undefined) return [...split.words];
    return this.missing(section, field, split.problem, []);
  }

  whole(section: Section, field: string, text: string): number | undefined {
    const digits = text.trim();
    if (digits === "") return undefined;
    if (/^\d{1,9}$/.test(digits)) return Number(digits);
    return this.missing(section, field, "Write a whole number, like 30.", undefined);
  }

  port(field: string, text: string): number | undefined {
    const digits = text.trim();
    if (digits === "") return undefined;
    const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
    if (port >= 1 && port <= 65_535) return port;
    return this.missing("ports", field, "A port is a number from 1 to 65535.", undefined);
  }

  decimal(section: Section, field: string, what: string, text: string): number | undefined {
    const digits = text.trim();
    if (digits === "") return undefined;
    const amount = /^\d{1,15}(\.\d+)?$/.test(digits) ? Number(digits) : 0;
    if (amount > 0) return amount;
    return this.missing(
      section,
      field,
      `${what} is a number above 0, like 1.5; leave it empty for no limit.`,
      undefined,
    );
  }
}

/** Rows in which something was typed. */
function filled<Line>(rows: readonly Line[], fields: readonly (keyof Line)[]): Line[] {
  return rows.filter((row) => fields.some((field) => String(row[field]).trim() !== ""));
}

/** Names apart by commas or white space. */
export function names(text: string): string[] {
  return text.split(/[\s,]+/).filter((name) => name !== "");
}

function given<Key extends string>(
  key: Key,
  text: string,
): { readonly [K in Key]?: string } | object {
  const value = text.trim();
  return value === "" ? {} : { [key]: value };
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined) {
  return value === undefined ? {} : { [key]: value };
}

/** "2 fields need another look". */
export function complaintWords(complaints: readonly Complaint[]): string {
  return complaints.length === 1
    ? "A field needs another look"
    : `${counted(complaints.length, "field")} need another look`;
}
