//! Whether a container's specification can be made at all: what is wrong with it is told in one sentence that
//! names the field and says what to do. Pure; what only the engine knows (names, ports in use) it says itself.

use std::collections::HashSet;

use crate::model::{
    ContainerSpec, HealthSpec, Limits, NetworkSpec, PortSpec, RestartPolicy, RestartPolicyKind,
};

use super::paths::{absolute, device, mount, trimmed};

/// Items of one list.
const MOST_ITEMS: usize = 500;

/// Bytes of one text: an argument, a variable's value, a label.
const LONGEST_TEXT: usize = 32 * 1024;

/// Bytes of memory that Docker asks for at least.
const LEAST_MEMORY: u64 = 6 * 1024 * 1024;

/// Bytes and cores beyond which it is a mistake.
const MOST_MEMORY: u64 = 1 << 50;
const MOST_CPUS: f64 = 4096.0;

/// Seconds: a day.
const LONGEST_TIME: u32 = 24 * 60 * 60;

/// What is wrong, or nothing.
pub(in crate::host::container) fn check(spec: &ContainerSpec) -> Result<(), String> {
    if let Some(name) = &spec.name
        && name.as_str().len() < 2
    {
        return Err(format!(
            "the name `{name}` is too short: give it two characters or more"
        ));
    }
    sizes(spec)?;
    texts(spec)?;
    environment(spec)?;
    ports(&spec.ports)?;
    spec.mounts.iter().try_for_each(mount)?;
    distinct(
        spec.mounts.iter().map(|one| trimmed(&one.destination)),
        "mounts: something is mounted at `{}` already; give each mount a destination of its own",
    )?;
    networks(spec)?;
    limits(&spec.limits)?;
    restart(&spec.restart_policy)?;
    spec.health.as_ref().map_or(Ok(()), health)?;
    spec.devices.iter().try_for_each(device)?;
    let capabilities = [
        ("capabilities added", &spec.capabilities_added),
        ("capabilities dropped", &spec.capabilities_dropped),
    ];
    for (field, words) in capabilities {
        words.iter().try_for_each(|word| capability(field, word))?;
        distinct(
            words.iter().map(String::as_str),
            "capabilities: `{}` is there twice; leave one out",
        )?;
    }
    if spec.remove_when_ended && spec.restart_policy.kind != RestartPolicyKind::No {
        return Err(
            "restart policy: a container that is removed when it ends cannot be started \
                    again; choose one of the two"
                .to_owned(),
        );
    }
    match spec.stop_timeout {
        Some(seconds) if seconds > LONGEST_TIME => Err(format!(
            "stop timeout: {seconds} s is more than a day; choose at most {LONGEST_TIME}"
        )),
        Some(_) | None => Ok(()),
    }
}

fn sizes(spec: &ContainerSpec) -> Result<(), String> {
    let lists = [
        ("command", spec.command.len()),
        ("entry point", spec.entrypoint.len()),
        ("ports", spec.ports.len()),
        ("mounts", spec.mounts.len()),
        ("environment", spec.environment.len()),
        ("networks", spec.networks.len()),
        ("labels", spec.labels.len()),
        ("devices", spec.devices.len()),
        ("capabilities added", spec.capabilities_added.len()),
        ("capabilities dropped", spec.capabilities_dropped.len()),
    ];
    match lists.into_iter().find(|(_, length)| *length > MOST_ITEMS) {
        Some((field, length)) => Err(format!(
            "{field}: {length} entries are too many; {MOST_ITEMS} are possible"
        )),
        None => Ok(()),
    }
}

/// Every free text: how long, and no byte that ends a text in C.
fn texts(spec: &ContainerSpec) -> Result<(), String> {
    let command = spec.command.iter().map(|text| ("command", text));
    let entrypoint = spec.entrypoint.iter().map(|text| ("entry point", text));
    let named = [
        ("user", &spec.user),
        ("working folder", &spec.working_dir),
        ("host name", &spec.hostname),
    ];
    let named = named
        .into_iter()
        .filter_map(|(field, text)| text.as_ref().map(|text| (field, text)));
    let values = spec
        .environment
        .iter()
        .map(|one| ("environment", &one.value));
    let labels = spec
        .labels
        .iter()
        .flat_map(|(name, value)| [("labels", name), ("labels", value)]);
    let health = spec.health.iter().map(|one| ("health check", &one.command));
    let all = command.chain(entrypoint).chain(named).chain(values);
    for (field, text) in all.chain(labels).chain(health) {
        if text.len() > LONGEST_TEXT {
            return Err(format!(
                "{field}: a text of {} bytes is too long; {LONGEST_TEXT} are possible",
                text.len()
            ));
        }
        if text.contains('\0') {
            return Err(format!("{field}: a text has a NUL byte; remove it"));
        }
    }
    if spec.labels.contains_key("") {
        return Err("labels: one has no name; give it one or remove it".to_owned());
    }
    if let Some(folder) = &spec.working_dir {
        absolute("working folder", folder)?;
    }
    if let Some(user) = &spec.user
        && (user.is_empty() || user.contains(|c: char| c.is_whitespace() || c.is_control()))
    {
        return Err(format!(
            "user: `{}` is none; write a name or a number, with `:group` if need be, or nothing",
            user.escape_debug()
        ));
    }
    match &spec.hostname {
        Some(name) if !is_host_name(name) => Err(format!(
            "host name: `{}` is none; use up to 63 letters, digits, hyphens and dots",
            name.escape_debug()
        )),
        Some(_) | None => Ok(()),
    }
}

fn is_host_name(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
}

fn environment(spec: &ContainerSpec) -> Result<(), String> {
    for variable in &spec.environment {
        let name = &variable.name;
        let is_name = !name.is_empty()
            && !name.contains(|c: char| c == '=' || c.is_whitespace() || c.is_control());
        if !is_name {
            return Err(format!(
                "environment: `{}` cannot be a variable's name; use letters, digits and `_`",
                name.escape_debug()
            ));
        }
    }
    distinct(
        spec.environment.iter().map(|one| one.name.as_str()),
        "environment: `{}` is set twice; remove one of them",
    )
}

fn ports(ports: &[PortSpec]) -> Result<(), String> {
    if ports.iter().any(|one| one.container_port == 0) {
        return Err("ports: there is no port 0 in a container; write 1 to 65535".to_owned());
    }
    if ports.iter().any(|one| one.host_port == Some(0)) {
        return Err(
            "ports: there is no port 0 on the host; leave it empty to have one chosen".to_owned(),
        );
    }
    for (index, one) in ports.iter().enumerate() {
        let clashes = |other: &&PortSpec| {
            let everywhere = [one, other].iter().any(|port| {
                port.host_address
                    .is_none_or(|address| address.is_unspecified())
            });
            other.protocol == one.protocol
                && other.host_port == one.host_port
                && (everywhere || other.host_address == one.host_address)
                && (one.host_port.is_some() || other.container_port == one.container_port)
        };
        if let Some(twice) = ports[..index].iter().find(clashes) {
            return Err(match twice.host_port {
                Some(port) => {
                    format!("ports: port {port} of the host is published twice; choose another one")
                }
                None => format!(
                    "ports: port {} is published twice; remove one of them",
                    one.container_port
                ),
            });
        }
    }
    Ok(())
}

fn networks(spec: &ContainerSpec) -> Result<(), String> {
    let stands_alone = |one: &&NetworkSpec| matches!(one.network.as_str(), "host" | "none");
    if let Some(alone) = spec.networks.iter().find(stands_alone) {
        let name = &alone.network;
        if spec.networks.len() > 1 {
            return Err(format!(
                "networks: `{name}` stands alone; remove the others, or it"
            ));
        }
        if !alone.aliases.is_empty() || alone.address.is_some() {
            return Err(format!(
                "networks: there are no aliases and no addresses in `{name}`; remove them"
            ));
        }
        if !spec.ports.is_empty() {
            return Err(format!(
                "ports: with the network `{name}` none can be published; remove them, or choose \
                 another network"
            ));
        }
    }
    if spec.pod.is_some() && !(spec.networks.is_empty() && spec.ports.is_empty()) {
        return Err(
            "pod: its containers share the pod's networks and ports; remove them here".to_owned(),
        );
    }
    for alias in spec.networks.iter().flat_map(|one| &one.aliases) {
        if !is_host_name(alias) {
            return Err(format!(
                "networks: `{}` cannot be an alias; use letters, digits, hyphens and dots",
                alias.escape_debug()
            ));
        }
    }
    distinct(
        spec.networks.iter().map(|one| one.network.as_str()),
        "networks: `{}` is there twice; remove one of them",
    )
}

fn limits(limits: &Limits) -> Result<(), String> {
    match limits.memory {
        Some(bytes) if bytes < LEAST_MEMORY => {
            return Err("memory: no container lives on less than 6 MiB; allow more".to_owned());
        }
        Some(bytes) if bytes > MOST_MEMORY => {
            return Err("memory: more than 1 PiB is no limit; leave it out".to_owned());
        }
        Some(_) | None => {}
    }
    match limits.cpus {
        Some(cores) if !(0.01..=MOST_CPUS).contains(&cores) => {
            return Err(format!(
                "cores: {cores} is not possible; choose 0.01 to {MOST_CPUS}"
            ));
        }
        Some(_) | None => {}
    }
    match limits.processes {
        Some(0) => Err("processes: it needs one at least; leave it out for no limit".to_owned()),
        Some(_) | None => Ok(()),
    }
}

fn restart(policy: &RestartPolicy) -> Result<(), String> {
    if policy.attempts.is_some() && policy.kind != RestartPolicyKind::OnFailure {
        return Err(
            "restart policy: a number of attempts goes with `on failure` only; remove it"
                .to_owned(),
        );
    }
    match policy.attempts {
        Some(0) => Err(
            "restart policy: no attempt at all is `no`; choose that, or one attempt or more"
                .to_owned(),
        ),
        Some(_) | None => Ok(()),
    }
}

/// Without a command it switches the image's check off.
fn health(health: &HealthSpec) -> Result<(), String> {
    if health.command.is_empty() {
        return Ok(());
    }
    if health.command.trim().is_empty() {
        return Err(
            "health check: its command is blank; write one, or nothing to switch the check off"
                .to_owned(),
        );
    }
    let times = [
        ("interval", health.interval, 1),
        ("time limit", health.timeout, 1),
        ("start period", health.start_period, 0),
    ];
    for (what, seconds, least) in times {
        if !(least..=LONGEST_TIME).contains(&seconds) {
            return Err(format!(
                "health check: its {what} is {seconds} s; choose {least} to {LONGEST_TIME}"
            ));
        }
    }
    if !(1..=1000).contains(&health.retries) {
        return Err(format!(
            "health check: {} failures are not possible; choose 1 to 1000",
            health.retries
        ));
    }
    Ok(())
}

fn capability(field: &str, word: &str) -> Result<(), String> {
    let is_word = (1..=40).contains(&word.len())
        && word
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b"_0123456789".contains(&b));
    if word.starts_with("CAP_") || !is_word {
        return Err(format!(
            "{field}: `{}` is none; write it like `NET_ADMIN`, without `CAP_`, or `ALL`",
            word.escape_debug()
        ));
    }
    Ok(())
}

/// `sentence` has `{}` where the one that is there twice goes.
fn distinct<'a>(mut names: impl Iterator<Item = &'a str>, sentence: &str) -> Result<(), String> {
    let mut seen = HashSet::new();
    match names.find(|name| !seen.insert(*name)) {
        Some(twice) => Err(sentence.replace("{}", &twice.escape_debug().to_string())),
        None => Ok(()),
    }
}
