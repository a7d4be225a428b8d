//! A container's specification as the engines' create request (`POST /containers/create`, Docker API 1.41),
//! as plain JSON: Podman's compatible endpoint takes the same. Text of the user never becomes an option here.

mod check;
mod paths;

use serde_json::{Map, Value, json};

use crate::model::{
    ContainerSpec, DeviceSpec, EnvironmentSpec, HealthSpec, MountKind, MountSpec, NetworkSpec,
    PortSpec, Protocol, Relabel, RestartPolicy, RestartPolicyKind,
};

pub(super) use check::check;

/// Nanoseconds of a second, the engines' unit for a health check's times.
pub(super) const NANOSECONDS: u64 = 1_000_000_000;

/// Billionths of a core, the engines' unit.
pub(super) const NANO_CPUS: f64 = 1e9;

/// The request's body. Networks beyond the first are connected afterwards, as API 1.41 takes but one.
pub(super) fn body(spec: &ContainerSpec) -> Value {
    let mut body = Map::new();
    let mut set = |name: &str, value: Value| {
        if !is_empty(&value) {
            body.insert(name.to_owned(), value);
        }
    };
    set("Image", json!(spec.image));
    set("Cmd", json!(spec.command));
    set("Entrypoint", json!(spec.entrypoint));
    set("User", json!(spec.user));
    set("WorkingDir", json!(spec.working_dir));
    set("Hostname", json!(spec.hostname));
    set("Tty", json!(spec.terminal));
    set("OpenStdin", json!(spec.interactive));
    set("Env", environment(&spec.environment));
    set("Labels", json!(spec.labels));
    set("StopTimeout", json!(spec.stop_timeout));
    set("ExposedPorts", exposed_ports(&spec.ports));
    set("Healthcheck", health(spec.health.as_ref()));
    set("HostConfig", host_config(spec));
    if let Some(network) = spec.networks.first().filter(|network| is_own(network)) {
        let endpoints = json!({ network.network.as_str(): endpoint(network) });
        set("NetworkingConfig", json!({ "EndpointsConfig": endpoints }));
    }
    Value::Object(body)
}

fn host_config(spec: &ContainerSpec) -> Value {
    let mut config = Map::new();
    let mut set = |name: &str, value: Value| {
        if !is_empty(&value) {
            config.insert(name.to_owned(), value);
        }
    };
    set("Binds", spec.mounts.iter().filter_map(bind).collect());
    set("Tmpfs", tmpfs(&spec.mounts));
    set("PortBindings", port_bindings(&spec.ports));
    let mode = spec.networks.first().map(|network| &network.network);
    set("NetworkMode", json!(mode));
    set("Memory", json!(spec.limits.memory));
    set("NanoCpus", json!(spec.limits.cpus.map(nano_cpus)));
    set("PidsLimit", json!(spec.limits.processes));
    set("RestartPolicy", restart_policy(&spec.restart_policy));
    set("Devices", spec.devices.iter().map(device).collect());
    set("CapAdd", json!(spec.capabilities_added));
    set("CapDrop", json!(spec.capabilities_dropped));
    set("Privileged", json!(spec.privileged));
    set("ReadonlyRootfs", json!(spec.read_only));
    set("Init", json!(spec.init));
    set("AutoRemove", json!(spec.remove_when_ended));
    Value::Object(config)
}

/// What is left out of a request, so that the image's or the engine's own holds.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) | Value::Number(_) => false,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the number of cores was checked"
)]
pub(super) fn nano_cpus(cpus: f64) -> i64 {
    (cpus * NANO_CPUS).round() as i64
}

pub(super) fn environment(variables: &[EnvironmentSpec]) -> Value {
    let line = |one: &EnvironmentSpec| json!(format!("{}={}", one.name, one.value));
    variables.iter().map(line).collect()
}

/// `80/tcp`, the engines' key of a port.
pub(super) fn port_key(port: &PortSpec) -> String {
    format!("{}/{}", port.container_port, protocol(port.protocol))
}

pub(super) fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
        Protocol::Sctp => "sctp",
    }
}

pub(super) fn exposed_ports(ports: &[PortSpec]) -> Value {
    let keys = ports.iter().map(|port| (port_key(port), json!({})));
    Value::Object(keys.collect())
}

pub(super) fn port_bindings(ports: &[PortSpec]) -> Value {
    let mut bindings: Map<String, Value> = Map::new();
    for port in ports {
        let text = |part: Option<String>| part.unwrap_or_default();
        let binding = json!({
            "HostIp": text(port.host_address.map(|address| address.to_string())),
            "HostPort": text(port.host_port.map(|port| port.to_string())),
        });
        let of_port = bindings
            .entry(port_key(port))
            .or_insert_with(|| json!([]))
            .as_array_mut();
        of_port.expect("it was made one above").push(binding);
    }
    Value::Object(bindings)
}

/// `source:destination:options`, or `/destination` alone for a volume without a name; none for memory.
pub(super) fn bind(mount: &MountSpec) -> Option<Value> {
    match mount.kind {
        MountKind::Bind | MountKind::Volume => {}
        MountKind::Tmpfs | MountKind::Other => return None,
    }
    let mut options = Vec::new();
    if mount.read_only {
        options.push("ro");
    }
    match mount.relabel {
        Relabel::Keep => {}
        Relabel::Shared => options.push("z"),
        Relabel::Private => options.push("Z"),
    }
    let mut text = mount.destination.clone();
    if !mount.source.is_empty() {
        text = format!("{}:{text}", mount.source);
    }
    if !options.is_empty() {
        text = format!("{text}:{}", options.join(","));
    }
    Some(json!(text))
}

pub(super) fn tmpfs(mounts: &[MountSpec]) -> Value {
    let memory = mounts.iter().filter(|one| one.kind == MountKind::Tmpfs);
    let options = |one: &MountSpec| if one.read_only { "ro" } else { "" };
    let memory = memory.map(|one| (one.destination.clone(), json!(options(one))));
    Value::Object(memory.collect())
}

pub(super) fn restart_policy(policy: &RestartPolicy) -> Value {
    let name = match policy.kind {
        RestartPolicyKind::No => return Value::Null,
        RestartPolicyKind::OnFailure => "on-failure",
        RestartPolicyKind::Always => "always",
        RestartPolicyKind::UnlessStopped => "unless-stopped",
    };
    match policy.attempts {
        None => json!({ "Name": name }),
        Some(attempts) => json!({ "Name": name, "MaximumRetryCount": attempts }),
    }
}

pub(super) fn health(health: Option<&HealthSpec>) -> Value {
    let Some(health) = health else {
        return Value::Null;
    };
    if health.command.is_empty() {
        return json!({ "Test": ["NONE"] });
    }
    let time = |seconds: u32| u64::from(seconds) * NANOSECONDS;
    json!({
        "Test": ["CMD-SHELL", health.command],
        "Interval": time(health.interval),
        "Timeout": time(health.timeout),
        "StartPeriod": time(health.start_period),
        "Retries": health.retries,
    })
}

pub(super) fn device(device: &DeviceSpec) -> Value {
    json!({
        "PathOnHost": device.host_path,
        "PathInContainer": device.container_path.as_ref().unwrap_or(&device.host_path),
        "CgroupPermissions": device.permissions,
    })
}

/// One that has containers by name: not the host's own, and not none at all.
pub(super) fn is_own(network: &NetworkSpec) -> bool {
    !matches!(network.network.as_str(), "host" | "none")
}

/// How a container stands in a network: `EndpointSettings` of the API.
pub(super) fn endpoint(network: &NetworkSpec) -> Value {
    let mut endpoint = Map::new();
    if !network.aliases.is_empty() {
        endpoint.insert("Aliases".to_owned(), json!(network.aliases));
    }
    if let Some(address) = network.address {
        let family = if address.is_ipv4() {
            "IPv4Address"
        } else {
            "IPv6Address"
        };
        endpoint.insert("IPAMConfig".to_owned(), json!({ family: address }));
    }
    Value::Object(endpoint)
}

#[cfg(test)]
mod tests;
