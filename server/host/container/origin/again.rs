//! The request that makes an existing container again: its own settings as the engine tells them, in which only those
//! fields are replaced that somebody changed. So nothing is lost that the form does not know.

use serde_json::{Map, Value, json};

use crate::model::{ContainerSpec, MountKind, NetworkSpec};

use super::{
    super::spec,
    Origin, SHORT_ID, is_empty, object,
    places::{Place, Raw},
    text,
};

/// Of `Config`: the image's or the engine's business, or told otherwise.
const NOT_AGAIN: [&str; 8] = [
    "Image",
    "Volumes",
    "OnBuild",
    "Shell",
    "ArgsEscaped",
    "AttachStdin",
    "AttachStdout",
    "AttachStderr",
];

/// Of `HostConfig`: told otherwise, or of the old container alone.
const NOT_AGAIN_HOST: [&str; 7] = [
    "Binds",
    "Mounts",
    "Tmpfs",
    "NetworkMode",
    "ContainerIDFile",
    "ConsoleSize",
    "Cgroup",
];

/// How to make it again.
#[derive(Debug, PartialEq)]
pub(in crate::host::container) struct Plan {
    /// Of the create request.
    pub(in crate::host::container) body: Value,
    /// Networks to attach to afterwards, and its place there.
    pub(in crate::host::container) further: Vec<(String, Value)>,
}

/// It was `before` and is to be `after`.
pub(in crate::host::container) fn plan(
    origin: &Origin,
    before: &ContainerSpec,
    after: &ContainerSpec,
) -> Plan {
    let mut body = origin.body();
    let mut host = origin.host_config();
    let (old, new) = (plain(before), plain(after));
    overlay(&mut body, &old, &new);
    let (old_host, new_host) = (object(&old["HostConfig"]), object(&new["HostConfig"]));
    overlay(
        &mut host,
        &Value::Object(old_host),
        &Value::Object(new_host),
    );
    // What the engine had derived from the old values.
    if before.limits.memory != after.limits.memory {
        host.remove("MemorySwap");
    }
    if before.limits.cpus != after.limits.cpus {
        host.remove("CpuPeriod");
        host.remove("CpuQuota");
    }
    if before.privileged != after.privileged {
        host.remove("MaskedPaths");
        host.remove("ReadonlyPaths");
    }
    mount(&mut host, origin.places(), after);
    let mut endpoints = Vec::new();
    if before.networks == after.networks {
        let mode = &origin.host()["NetworkMode"];
        endpoints = origin
            .endpoints()
            .into_iter()
            .map(|(name, raw)| (name.to_owned(), origin.endpoint(raw)))
            .collect();
        let first = endpoints.first().map(|(name, _)| name.as_str());
        if let Some(mode) = first.or(mode.as_str()).filter(|mode| !mode.is_empty()) {
            host.insert("NetworkMode".to_owned(), json!(mode));
        }
    } else {
        for network in &after.networks {
            endpoints.push((
                network.network.to_string(),
                origin.place_in(network, &before.networks),
            ));
        }
        if let Some((first, _)) = endpoints.first() {
            host.insert("NetworkMode".to_owned(), json!(first));
        }
        endpoints.retain(|(name, _)| !matches!(name.as_str(), "host" | "none"));
    }
    let mut endpoints = endpoints.into_iter();
    if let Some((name, endpoint)) = endpoints.next() {
        let first = json!({ "EndpointsConfig": { name: endpoint } });
        body.insert("NetworkingConfig".to_owned(), first);
    }
    body.insert("Image".to_owned(), json!(after.image));
    body.insert("HostConfig".to_owned(), Value::Object(host));
    Plan {
        body: Value::Object(body),
        further: endpoints.collect(),
    }
}

/// The request without mounts and networks, which are looked at one by one.
fn plain(spec: &ContainerSpec) -> Value {
    let mut plain = spec.clone();
    plain.mounts.clear();
    plain.networks.clear();
    spec::body(&plain)
}

/// Puts into `base` what differs between the two, `HostConfig` aside.
fn overlay(base: &mut Map<String, Value>, old: &Value, new: &Value) {
    let (old, new) = (object(old), object(new));
    for name in old.keys().chain(new.keys()) {
        if name == "HostConfig" || old.get(name) == new.get(name) {
            continue;
        }
        match new.get(name) {
            Some(value) => drop(base.insert(name.clone(), value.clone())),
            None => drop(base.remove(name)),
        }
    }
}

/// Mounts that stay as they are keep the engine's own words, and with them the same volume.
fn mount(host: &mut Map<String, Value>, places: Vec<Place>, after: &ContainerSpec) {
    let (mut binds, mut mounts, mut memory) = (Vec::new(), Vec::new(), Map::new());
    let mut kept = Vec::new();
    for place in places {
        let wanted = after
            .mounts
            .iter()
            .find(|mount| mount.destination == place.destination);
        let stays = match (&place.told, wanted) {
            (Some(told), Some(wanted)) => told == wanted,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !stays {
            continue;
        }
        match place.raw {
            Raw::Bind(bind) => binds.push(json!(bind)),
            Raw::Mount(mount) => mounts.push(mount),
            Raw::Tmpfs(options) => drop(memory.insert(place.destination.clone(), json!(options))),
        }
        kept.push(place.destination);
    }
    for mount in &after.mounts {
        if kept.contains(&mount.destination) {
            continue;
        }
        binds.extend(spec::bind(mount));
        if mount.kind == MountKind::Tmpfs {
            memory.extend(object(&spec::tmpfs(std::slice::from_ref(mount))));
        }
    }
    let parts = [
        ("Binds", Value::Array(binds)),
        ("Mounts", Value::Array(mounts)),
        ("Tmpfs", Value::Object(memory)),
    ];
    for (name, value) in parts {
        if !is_empty(&value) {
            host.insert(name.to_owned(), value);
        }
    }
}

impl Origin {
    /// `Config`, without what comes from the image or the engine.
    fn body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        for (name, value) in object(self.config()) {
            let value = match name.as_str() {
                _ if NOT_AGAIN.contains(&name.as_str()) => continue,
                "Env" => json!(self.environment()),
                "Labels" => self
                    .labels()
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
                "ExposedPorts" => {
                    let images = object(&self.image["ExposedPorts"]);
                    let mut ports = object(&value);
                    ports.retain(|port, _| !images.contains_key(port));
                    Value::Object(ports)
                }
                "Cmd" => self.command().cloned().unwrap_or_default(),
                _ => self.given(&name).cloned().unwrap_or_default(),
            };
            if !is_empty(&value) {
                body.insert(name, value);
            }
        }
        body
    }

    /// `HostConfig`, without mounts and networks, and without Podman's words that it does not take itself.
    fn host_config(&self) -> Map<String, Value> {
        let mut host = object(self.host());
        host.retain(|name, value| !value.is_null() && !NOT_AGAIN_HOST.contains(&name.as_str()));
        if !self.is_libpod() {
            return host;
        }
        host.remove("Runtime");
        for (name, usual) in [
            ("MemorySwappiness", json!(-1)),
            ("PidMode", json!("private")),
            ("UTSMode", json!("private")),
            ("IpcMode", json!("shareable")),
        ] {
            if host.get(name) == Some(&usual) {
                host.remove(name);
            }
        }
        if host.get("NanoCpus").is_some_and(|nano| *nano != 0) {
            host.remove("CpuPeriod");
            host.remove("CpuQuota");
        }
        for field in ["CapAdd", "CapDrop"] {
            host.insert(field.to_owned(), json!(self.capabilities(field)));
        }
        if let Some(log) = host.get_mut("LogConfig").and_then(Value::as_object_mut) {
            log.retain(|_, value| !value.is_null());
        }
        let devices = host.get_mut("Devices").and_then(Value::as_array_mut);
        for device in devices.into_iter().flatten() {
            if text(&device["CgroupPermissions"]).is_empty() {
                device["CgroupPermissions"] = json!("rwm");
            }
        }
        self.keep_level(&mut host);
        host
    }

    /// Podman does not tell `:Z`: folders that were labelled for the old container alone stay readable by the
    /// new one if it has the same level.
    fn keep_level(&self, host: &mut Map<String, Value>) {
        let label = text(&self.container["ProcessLabel"]);
        // user:role:type:level, where the level has colons of its own.
        let Some(level) = label.splitn(4, ':').nth(3) else {
            return;
        };
        let options = host.entry("SecurityOpt").or_insert_with(|| json!([]));
        if let Some(options) = options.as_array_mut()
            && !options
                .iter()
                .any(|option| text(option).starts_with("label"))
        {
            options.push(json!(format!("label=level:{level}")));
        }
    }

    /// Its place in a network, without what the engine added.
    fn endpoint(&self, raw: &Value) -> Value {
        let mut endpoint = Map::new();
        for name in ["IPAMConfig", "Links", "DriverOpts", "GwPriority"] {
            if !is_empty(&raw[name]) {
                endpoint.insert(name.to_owned(), raw[name].clone());
            }
        }
        let aliases = self.kept_aliases(raw);
        if !aliases.is_empty() {
            endpoint.insert("Aliases".to_owned(), json!(aliases));
        }
        Value::Object(endpoint)
    }

    /// All but the id, which is another one then.
    fn kept_aliases<'a>(&self, raw: &'a Value) -> Vec<&'a str> {
        let id = self.id().get(..SHORT_ID);
        let aliases = super::list(&raw["Aliases"]).into_iter();
        aliases.filter(|alias| id != Some(alias)).collect()
    }

    /// As it was, where nothing was changed there.
    fn place_in(&self, network: &NetworkSpec, before: &[NetworkSpec]) -> Value {
        let name = network.network.as_str();
        let raw = self.endpoints().into_iter().find(|(one, _)| *one == name);
        match raw {
            Some((_, raw)) if before.contains(network) => self.endpoint(raw),
            Some(_) | None => spec::endpoint(network),
        }
    }
}
