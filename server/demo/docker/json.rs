//! The engine's answers as documents of the Docker API, version 1.43.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{
    container::{Container, Process},
    engine::Engine,
};
use crate::demo::{scenario::Container as Spec, world::digest};

pub(super) const API_VERSION: &str = "1.43";
pub(super) const MIN_API_VERSION: &str = "1.24";
const VERSION: &str = "24.0.9";
/// Docker's way to say that something has not happened.
const NEVER: &str = "0001-01-01T00:00:00Z";

/// `GET /version`.
pub(super) fn version(engine: &Engine) -> Value {
    json!({
        "Platform": {"Name": "Docker Engine - Community"},
        "Components": [{
            "Name": "Engine",
            "Version": VERSION,
            "Details": {"ApiVersion": API_VERSION, "MinAPIVersion": MIN_API_VERSION, "Os": "linux", "Arch": "amd64"},
        }],
        "Version": VERSION,
        "ApiVersion": API_VERSION,
        "MinAPIVersion": MIN_API_VERSION,
        "GitCommit": "fca702d",
        "GoVersion": "go1.20.13",
        "Os": "linux",
        "Arch": "amd64",
        "KernelVersion": kernel(engine),
        "BuildTime": "2024-02-01T00:23:17.000000000+00:00",
    })
}

/// `GET /info`, its commonly read part.
pub(super) fn info(engine: &Engine) -> Value {
    let states = engine.each(|container, _| state(container));
    let count = |wanted: &str| states.iter().filter(|state| **state == wanted).count();
    let now = engine.world.snapshot();
    let os = now.booted().map(|one| one.image.version.clone());
    let images: std::collections::BTreeSet<_> = engine
        .world
        .scenario
        .containers
        .iter()
        .map(|spec| &spec.image)
        .collect();
    json!({
        "ID": "d5d1c2f8-6a0e-4f4b-9a54-2b8a6a1d7c11",
        "Containers": states.len(),
        "ContainersRunning": count("running"),
        "ContainersPaused": 0,
        "ContainersStopped": count("exited"),
        "Images": images.len(),
        "Driver": "overlay2",
        "LoggingDriver": "json-file",
        "CgroupDriver": "systemd",
        "CgroupVersion": "2",
        "DockerRootDir": "/var/lib/docker",
        "Name": engine.world.scenario.hostname,
        "ServerVersion": VERSION,
        "OperatingSystem": format!("Fedora CoreOS {}", os.unwrap_or_default()),
        "OSType": "linux",
        "Architecture": "x86_64",
        "KernelVersion": kernel(engine),
        "NCPU": 4,
        "MemTotal": 8_328_462_336_i64,
    })
}

/// A row of `GET /containers/json`.
pub(super) fn row(container: &Container, spec: &Spec, now: Timestamp) -> Value {
    json!({
        "Id": container.id,
        "Names": [format!("/{}", spec.name)],
        "Image": spec.image,
        "ImageID": image_id(spec),
        "Command": spec.command.join(" "),
        "Created": container.created.as_second(),
        "Ports": ports(container, spec),
        "Labels": spec.labels(),
        "State": state(container),
        "Status": status(container, spec, now),
        "HostConfig": {"NetworkMode": "shop_default"},
        "NetworkSettings": {"Networks": {"shop_default": network(container)}},
        "Mounts": [],
    })
}

/// `GET /containers/{id}/json`.
pub(super) fn inspect(container: &Container, spec: &Spec, now: Timestamp) -> Value {
    let running = matches!(container.process, Process::Running { .. });
    let published: Map<String, Value> = spec
        .ports
        .iter()
        .map(|port| {
            let bindings = match port.host {
                Some(host) => json!([{"HostIp": "0.0.0.0", "HostPort": host.to_string()}]),
                None => Value::Null,
            };
            (format!("{}/tcp", port.container), bindings)
        })
        .collect();
    let mut state = json!({
        "Status": state(container),
        "Running": running || matches!(container.process, Process::Restarting { .. }),
        "Paused": false,
        "Restarting": matches!(container.process, Process::Restarting { .. }),
        "OOMKilled": false,
        "Dead": false,
        "Pid": if running { 1800 + 97 * container.index } else { 0 },
        "ExitCode": container.exit_code,
        "Error": "",
        "StartedAt": time(container.started),
        "FinishedAt": container.finished.map_or_else(|| NEVER.to_owned(), time),
    });
    if let (Some(health), Some(state)) = (health(container, spec, now), state.as_object_mut()) {
        state.insert(
            "Health".to_owned(),
            json!({"Status": health, "FailingStreak": 0, "Log": []}),
        );
    }
    json!({
        "Id": container.id,
        "Created": time(container.created),
        "Path": spec.command.first(),
        "Args": spec.command.get(1..).unwrap_or_default(),
        "State": state,
        "Image": image_id(spec),
        "Name": format!("/{}", spec.name),
        "RestartCount": container.restarts,
        "Driver": "overlay2",
        "Platform": "linux",
        "Mounts": [],
        "HostConfig": {
            "NetworkMode": "shop_default",
            "RestartPolicy": {"Name": spec.restart.as_str(), "MaximumRetryCount": 0},
            "LogConfig": {"Type": "json-file", "Config": {}},
            "PortBindings": published,
        },
        "Config": {
            "Hostname": &container.id[..12],
            "Tty": false,
            "OpenStdin": false,
            "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            "Cmd": spec.command,
            "Image": spec.image,
            "Labels": spec.labels(),
        },
        "NetworkSettings": {
            "Ports": published,
            "Networks": {"shop_default": network(container)},
        },
    })
}

/// A document of `GET /events`.
pub(super) fn event(
    container: &Container,
    spec: &Spec,
    action: &str,
    attributes: &[(&str, &str)],
) -> Bytes {
    let now = Timestamp::now();
    let mut all: Map<String, Value> = spec
        .labels()
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect();
    all.insert("image".to_owned(), spec.image.clone().into());
    all.insert("name".to_owned(), spec.name.clone().into());
    for (key, value) in attributes {
        all.insert((*key).to_owned(), (*value).into());
    }
    let event = json!({
        "status": action,
        "id": container.id,
        "from": spec.image,
        "Type": "container",
        "Action": action,
        "Actor": {"ID": container.id, "Attributes": all},
        "scope": "local",
        "time": now.as_second(),
        "timeNano": i64::try_from(now.as_nanosecond()).unwrap_or(i64::MAX),
    });
    Bytes::from(format!("{event}\n"))
}

/// Docker's word for the state.
pub(super) fn state(container: &Container) -> &'static str {
    match container.process {
        Process::Running { .. } => "running",
        Process::Restarting { .. } => "restarting",
        Process::Exited => "exited",
    }
}

/// A time as Docker writes it.
pub(super) fn time(at: Timestamp) -> String {
    format!("{at:.9}")
}

/// "Up 3 minutes (healthy)".
fn status(container: &Container, spec: &Spec, now: Timestamp) -> String {
    let ago = |since: Timestamp| human(now.duration_since(since));
    let ended = container.finished.map(ago).unwrap_or_default();
    let code = container.exit_code;
    match container.process {
        Process::Running { .. } => {
            let health = match health(container, spec, now) {
                Some("starting") => " (health: starting)",
                Some(_) => " (healthy)",
                None => "",
            };
            format!("Up {}{health}", ago(container.started))
        }
        Process::Restarting { .. } => format!("Restarting ({code}) {ended} ago"),
        Process::Exited => format!("Exited ({code}) {ended} ago"),
    }
}

fn health(container: &Container, spec: &Spec, now: Timestamp) -> Option<&'static str> {
    if !spec.healthcheck || !matches!(container.process, Process::Running { .. }) {
        return None;
    }
    let young = now.duration_since(container.started) < SignedDuration::from_secs(5);
    Some(if young { "starting" } else { "healthy" })
}

/// A span in the words that Docker's command line uses.
fn human(span: SignedDuration) -> String {
    let seconds = span.as_secs();
    let (minutes, hours) = (seconds / 60, (seconds + 1800) / 3600);
    match () {
        () if seconds < 1 => "Less than a second".to_owned(),
        () if seconds == 1 => "1 second".to_owned(),
        () if seconds < 60 => format!("{seconds} seconds"),
        () if minutes == 1 => "About a minute".to_owned(),
        () if minutes < 60 => format!("{minutes} minutes"),
        () if hours == 1 => "About an hour".to_owned(),
        () if hours < 48 => format!("{hours} hours"),
        () if hours < 24 * 14 => format!("{} days", hours / 24),
        () if hours < 24 * 60 => format!("{} weeks", hours / 24 / 7),
        () => format!("{} months", hours / 24 / 30),
    }
}

fn ports(container: &Container, spec: &Spec) -> Vec<Value> {
    let open = !matches!(container.process, Process::Exited);
    let ports = spec.ports.iter().filter(|_| open);
    ports
        .map(|port| match port.host {
            Some(host) => json!({"IP": "0.0.0.0", "PrivatePort": port.container, "PublicPort": host, "Type": "tcp"}),
            None => json!({"PrivatePort": port.container, "Type": "tcp"}),
        })
        .collect()
}

fn network(container: &Container) -> Value {
    let address = match container.process {
        Process::Running { .. } => format!("172.20.0.{}", container.index + 2),
        Process::Restarting { .. } | Process::Exited => String::new(),
    };
    json!({"Gateway": "172.20.0.1", "IPAddress": address, "IPPrefixLen": 16})
}

fn image_id(spec: &Spec) -> String {
    format!("sha256:{}", digest(&spec.image))
}

fn kernel(engine: &Engine) -> String {
    let now = engine.world.snapshot();
    let kernel = now.booted().map(|one| one.image.kernel.clone());
    kernel.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_as_on_the_command_line() {
        for (seconds, words) in [
            (0, "Less than a second"),
            (59, "59 seconds"),
            (61, "About a minute"),
            (3599, "59 minutes"),
            (3600, "About an hour"),
            (7200, "2 hours"),
            (11 * 86_400, "11 days"),
            (34 * 86_400, "4 weeks"),
            (120 * 86_400, "4 months"),
        ] {
            assert_eq!(human(SignedDuration::from_secs(seconds)), words);
        }
    }
}
