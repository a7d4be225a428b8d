//! The parts of a specification that options tell: names, ports, environment, health, devices, and what only the
//! whole line says. Mounts and networks have files of their own.

use std::fmt::Display;

use crate::model::{
    ContainerSpec, DeviceSpec, EnvironmentSpec, HealthSpec, ParsedRunCommand, PortSpec, Protocol,
};

use super::{super::spec::protocol, shapes};

pub(super) use super::{
    mounts::{read_mount, read_tmpfs, read_volume, tmpfs, volume},
    networks::{Family, lone_address, lone_aliases, networks, read_address, read_network},
};

/// Ports of one range.
const LONGEST_RANGE: usize = 200;

/// A line that is being read.
pub(super) struct Draft {
    pub(super) spec: ContainerSpec,
    /// Of the first network.
    pub(super) aliases: Vec<String>,
    pub(super) address: Option<std::net::IpAddr>,
    /// Without a command, only its times are known yet.
    health: Option<HealthSpec>,
    left_out: Vec<String>,
}

impl Draft {
    pub(super) fn new(spec: ContainerSpec) -> Self {
        Self {
            spec,
            aliases: Vec::new(),
            address: None,
            health: None,
            left_out: Vec::new(),
        }
    }

    /// A sentence on what the specification lacks.
    pub(super) fn left_out(&mut self, sentence: String) {
        self.left_out.push(sentence);
    }

    pub(super) fn health_time(
        &mut self,
        text: &str,
        part: fn(&mut HealthSpec) -> &mut u32,
    ) -> Result<(), String> {
        *part(self.health()) = shapes::seconds(text)?;
        Ok(())
    }

    fn health(&mut self) -> &mut HealthSpec {
        self.health.get_or_insert_with(|| HealthSpec::of(""))
    }

    /// Puts together what several options said.
    pub(super) fn finish(mut self) -> ParsedRunCommand {
        match self.health.take() {
            Some(health) if !health.command.is_empty() => self.spec.health = Some(health),
            Some(_) => self.left_out(
                "times of a health check were left out: they go with `--health-cmd`".to_owned(),
            ),
            None => {}
        }
        let told = !self.aliases.is_empty() || self.address.is_some();
        match self.spec.networks.first_mut() {
            Some(first) => {
                first.aliases.append(&mut self.aliases);
                first.address = self.address.or(first.address);
            }
            None if told => self.left_out(
                "aliases and addresses were left out: they go with a `--network` of one's own"
                    .to_owned(),
            ),
            None => {}
        }
        ParsedRunCommand {
            spec: self.spec,
            left_out: self.left_out,
        }
    }
}

/// None or one, as written.
pub(super) fn texts(part: Option<&impl Display>) -> Vec<String> {
    part.map(ToString::to_string).into_iter().collect()
}

/// Empty is as if it was not there.
#[expect(clippy::unnecessary_wraps, reason = "one shape for all that read")]
pub(super) fn set(part: &mut Option<String>, text: &str) -> Result<(), String> {
    *part = Some(text.to_owned()).filter(|text| !text.is_empty());
    Ok(())
}

pub(super) fn read_name(draft: &mut Draft, text: &str) -> Result<(), String> {
    let name = text.parse();
    draft.spec.name = Some(name.map_err(|error| format!("{error}"))?);
    Ok(())
}

pub(super) fn read_pod(draft: &mut Draft, text: &str) -> Result<(), String> {
    if text.starts_with("new:") {
        return Err("the console joins pods that are there; make it first".to_owned());
    }
    let name = text.parse();
    draft.spec.pod = Some(name.map_err(|error| format!("{error}"))?);
    Ok(())
}

/// One word, or Podman's JSON array.
pub(super) fn read_entrypoint(draft: &mut Draft, text: &str) -> Result<(), String> {
    draft.spec.entrypoint = match serde_json::from_str::<Vec<String>>(text) {
        Ok(words) if text.starts_with('[') => words,
        Ok(_) | Err(_) => vec![text.to_owned()],
    };
    Ok(())
}

pub(super) fn read_env(draft: &mut Draft, text: &str) -> Result<(), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("its value is in your shell, which the console does not have; set it by hand")?;
    // The last one counts, as for the engines.
    draft.spec.environment.retain(|one| one.name != name);
    draft.spec.environment.push(EnvironmentSpec {
        name: name.to_owned(),
        value: value.to_owned(),
    });
    Ok(())
}

pub(super) fn environment(spec: &ContainerSpec) -> Vec<String> {
    let line = |one: &EnvironmentSpec| format!("{}={}", one.name, one.value);
    spec.environment.iter().map(line).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "one shape for all that read")]
pub(super) fn read_label(draft: &mut Draft, text: &str) -> Result<(), String> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let labels = &mut draft.spec.labels;
    labels.insert(name.to_owned(), value.to_owned());
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "one shape for all that read")]
pub(super) fn capabilities(words: &mut Vec<String>, text: &str) -> Result<(), String> {
    for word in text.split(',') {
        let word = word.trim().to_ascii_uppercase();
        let word = word.strip_prefix("CAP_").unwrap_or(&word).to_owned();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    Ok(())
}

/// `[address:][host port:]port[/protocol]`, where ports may be ranges of the same length.
pub(super) fn read_port(draft: &mut Draft, text: &str) -> Result<(), String> {
    const ODD: &str = "it is no port like `8080:80`, `127.0.0.1:8080:80/tcp` or `80`";
    let (rest, word) = text.rsplit_once('/').unwrap_or((text, "tcp"));
    let protocol = match word {
        "tcp" => Protocol::Tcp,
        "udp" => Protocol::Udp,
        "sctp" => Protocol::Sctp,
        _ => return Err(ODD.to_owned()),
    };
    let (host, container) = match rest.rsplit_once(':') {
        Some((host, container)) => (Some(host), container),
        None => (None, rest),
    };
    let (address, host) = match host.map(|host| host.rsplit_once(':').unwrap_or(("", host))) {
        None => (None, None),
        Some((address, port)) => {
            let address = address.trim_start_matches('[').trim_end_matches(']');
            let given = Some(address).filter(|address| !address.is_empty());
            let parsed = given.map(str::parse).transpose().map_err(|_| ODD)?;
            (parsed, Some(port).filter(|port| !port.is_empty()))
        }
    };
    let containers = range(container).ok_or(ODD)?;
    let hosts = match host {
        None => vec![None; containers.len()],
        Some(host) => range(host).ok_or(ODD)?.into_iter().map(Some).collect(),
    };
    if hosts.len() != containers.len() {
        return Err("its two ranges are not of the same length".to_owned());
    }
    let ports = containers.into_iter().zip(hosts);
    draft
        .spec
        .ports
        .extend(ports.map(|(container_port, host_port)| PortSpec {
            container_port,
            protocol,
            // 0 is any.
            host_port: host_port.filter(|port| *port != 0),
            host_address: address,
        }));
    Ok(())
}

fn range(text: &str) -> Option<Vec<u16>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
    let ports: Vec<u16> = (first..=last).take(LONGEST_RANGE + 1).collect();
    (1..=LONGEST_RANGE).contains(&ports.len()).then_some(ports)
}

pub(super) fn port(port: &PortSpec) -> String {
    let host = match (port.host_address, port.host_port) {
        (None, None) => String::new(),
        (None, Some(host)) => format!("{host}:"),
        (Some(address), host) => {
            let host = host.map(|host| host.to_string()).unwrap_or_default();
            if address.is_ipv6() {
                format!("[{address}]:{host}:")
            } else {
                format!("{address}:{host}:")
            }
        }
    };
    let (container, protocol) = (port.container_port, protocol(port.protocol));
    format!("{host}{container}/{protocol}")
}

/// Podman takes `none` for switching it off, and JSON arrays.
pub(super) fn read_health_command(draft: &mut Draft, text: &str) -> Result<(), String> {
    if text == "none" {
        read_no_health(&mut draft.spec, true);
        return Ok(());
    }
    let words = serde_json::from_str::<Vec<String>>(text);
    let command = match words.ok().filter(|_| text.starts_with('[')) {
        None => text.to_owned(),
        Some(words) => match words.split_first() {
            Some((kind, [line])) if kind == "CMD-SHELL" => line.clone(),
            Some((kind, words)) if kind == "CMD" => super::words::join(words)?,
            Some(_) | None => super::words::join(&words)?,
        },
    };
    draft.health().command = command;
    Ok(())
}

pub(super) fn read_health_retries(draft: &mut Draft, text: &str) -> Result<(), String> {
    draft.health().retries = shapes::number(text)?;
    Ok(())
}

pub(super) fn read_no_health(spec: &mut ContainerSpec, on: bool) {
    spec.health = on.then(|| HealthSpec::of(""));
}

/// A part of the check, if it has a command.
pub(super) fn health(spec: &ContainerSpec, part: fn(&HealthSpec) -> String) -> Vec<String> {
    let health = spec.health.as_ref();
    let health = health.filter(|health| !health.command.is_empty());
    health.map(part).into_iter().collect()
}

/// `/dev/fuse`, `/dev/sda:/dev/xvda`, `/dev/sda:/dev/xvda:r`, `/dev/sda:r`.
pub(super) fn read_device(draft: &mut Draft, text: &str) -> Result<(), String> {
    let is_mode = |text: &str| !text.is_empty() && text.chars().all(|c| "rwm".contains(c));
    let parts: Vec<&str> = text.split(':').collect();
    let (host, container, mode) = match parts[..] {
        [host] => (host, None, "rwm"),
        [host, mode] if is_mode(mode) => (host, None, mode),
        [host, container] => (host, Some(container), "rwm"),
        [host, container, mode] if is_mode(mode) => (host, Some(container), mode),
        _ => return Err("it is no device like `/dev/fuse` or `/dev/sda:/dev/xvda:r`".to_owned()),
    };
    if !host.starts_with("/dev/") {
        return Err("the form takes devices below `/dev`".to_owned());
    }
    draft.spec.devices.push(DeviceSpec {
        host_path: host.to_owned(),
        container_path: container.map(str::to_owned),
        permissions: mode.to_owned(),
    });
    Ok(())
}

pub(super) fn device(device: &DeviceSpec) -> String {
    let DeviceSpec {
        host_path,
        container_path,
        permissions,
    } = device;
    match container_path {
        None => format!("{host_path}:{permissions}"),
        Some(container) => format!("{host_path}:{container}:{permissions}"),
    }
}
