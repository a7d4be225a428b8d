//! The engine's answers as documents of the Docker API, version 1.43.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{
    container::{Container, Process},
    engine::Engine,
    figures, images, networks,
    state::State,
    volumes::MB,
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
    let kept = engine.state();
    let states: Vec<_> = kept.containers.iter().map(state).collect();
    let count = |wanted: &str| states.iter().filter(|state| **state == wanted).count();
    let now = engine.world.snapshot();
    let os = now.booted().map(|one| one.image.version.clone());
    json!({
        "ID": "d5d1c2f8-6a0e-4f4b-9a54-2b8a6a1d7c11",
        "Containers": states.len(),
        "ContainersRunning": count("running"),
        "ContainersPaused": count("paused"),
        "ContainersStopped": count("exited") + count("created"),
        "Images": kept.images.len(),
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
pub(super) fn row(kept: &State, container: &Container, now: Timestamp) -> Value {
    let spec = &*container.spec;
    json!({
        "Id": container.id,
        "Names": [format!("/{}", spec.name)],
        "Image": spec.image,
        "ImageID": image_id(kept, spec),
        "Command": spec.command.join(" "),
        "Created": container.created.as_second(),
        "Ports": ports(container, spec),
        "Labels": spec.labels(),
        "State": state(container),
        "Status": status(container, spec, now),
        "HostConfig": {"NetworkMode": mode(spec)},
        "NetworkSettings": {"Networks": endpoints(kept, container)},
        "Mounts": mounts(spec),
    })
}

/// `GET /containers/{id}/json`.
pub(super) fn inspect(kept: &State, container: &Container, now: Timestamp) -> Value {
    let spec = &*container.spec;
    let published = published(spec);
    let mut config = json!({
        "Hostname": &container.id[..12],
        "Domainname": "",
        "User": "",
        "AttachStdin": false,
        "AttachStdout": false,
        "AttachStderr": false,
        "ExposedPorts": published.keys().map(|port| (port.clone(), json!({}))).collect::<Map<_, _>>(),
        "Tty": false,
        "OpenStdin": false,
        "StdinOnce": false,
        "Env": environment(spec),
        "Cmd": spec.command,
        "Image": spec.image,
        "Volumes": null,
        "WorkingDir": "/app",
        "Entrypoint": null,
        "Labels": spec.labels(),
    });
    if spec.healthcheck {
        config["Healthcheck"] = json!({
            "Test": ["CMD-SHELL", "curl --fail http://localhost/ || exit 1"],
            "Interval": 30_000_000_000_i64, "Timeout": 5_000_000_000_i64, "Retries": 3,
        });
    }
    let mut host = json!({
        "Binds": binds(spec),
        "NetworkMode": mode(spec),
        "PortBindings": published,
        "RestartPolicy": {"Name": spec.restart.as_str(), "MaximumRetryCount": 0},
        "LogConfig": {"Type": "json-file", "Config": {}},
        "AutoRemove": false,
        "CapAdd": null,
        "CapDrop": null,
        "Privileged": false,
        "ReadonlyRootfs": false,
        "SecurityOpt": null,
        "Devices": [],
        "Memory": spec.memory_limit_mb * MB,
        "MemorySwap": spec.memory_limit_mb * 2 * MB,
        "NanoCpus": 0,
        "CpuShares": 0,
        "PidsLimit": null,
        "ShmSize": 67_108_864,
        "Runtime": "runc",
    });
    if let Some(made) = &container.made {
        overlay(&mut host, &made["HostConfig"]);
        overlay(&mut config, made);
        for other in ["HostConfig", "NetworkingConfig"] {
            config.as_object_mut().map(|config| config.remove(other));
        }
    }
    json!({
        "Id": container.id,
        "Created": time(container.created),
        "Path": spec.command.first(),
        "Args": spec.command.get(1..).unwrap_or_default(),
        "State": state_document(container, now),
        "Image": image_id(kept, spec),
        "ResolvConfPath": format!("/var/lib/docker/containers/{}/resolv.conf", container.id),
        "LogPath": format!("/var/lib/docker/containers/{0}/{0}-json.log", container.id),
        "Name": format!("/{}", spec.name),
        "RestartCount": container.restarts,
        "Driver": "overlay2",
        "Platform": "linux",
        "MountLabel": "system_u:object_r:container_file_t:s0:c113,c642",
        "ProcessLabel": "system_u:system_r:container_t:s0:c113,c642",
        "AppArmorProfile": "",
        "Mounts": mounts(spec),
        "HostConfig": host,
        "Config": config,
        "NetworkSettings": {
            "Ports": if container.has_process() { Value::from(published.clone()) } else { json!({}) },
            "Networks": endpoints(kept, container),
        },
    })
}

fn state_document(container: &Container, now: Timestamp) -> Value {
    let restarting = matches!(container.process, Process::Restarting { .. });
    let began = container.run > 0;
    let mut document = json!({
        "Status": state(container),
        "Running": container.has_process() || restarting,
        "Paused": matches!(container.process, Process::Paused { .. }),
        "Restarting": restarting,
        "OOMKilled": false,
        "Dead": false,
        "Pid": if container.has_process() { figures::pid(container) } else { 0 },
        "ExitCode": container.exit_code,
        "Error": "",
        "StartedAt": if began { time(container.started) } else { NEVER.to_owned() },
        "FinishedAt": container.finished.map_or_else(|| NEVER.to_owned(), time),
    });
    if let Some(health) = health(container, &container.spec, now) {
        let checks = (1..=5).rev().map(|back| {
            let start = now - SignedDuration::from_secs(30 * back);
            json!({
                "Start": time(start),
                "End": time(start + SignedDuration::from_millis(41)),
                "ExitCode": 0,
                "Output": "HTTP/1.1 200 OK\n",
            })
        });
        let checks = checks.filter(|_| health == "healthy").collect::<Vec<_>>();
        document["Health"] = json!({"Status": health, "FailingStreak": 0, "Log": checks});
    }
    document
}

/// What the request says, over what is so by itself.
fn overlay(document: &mut Value, request: &Value) {
    for (key, value) in request.as_object().into_iter().flatten() {
        if !value.is_null() {
            document[key] = value.clone();
        }
    }
}

fn published(spec: &Spec) -> Map<String, Value> {
    let ports = spec.ports.iter().map(|port| {
        let bindings = match port.host {
            Some(host) => json!([{"HostIp": "0.0.0.0", "HostPort": host.to_string()}]),
            None => Value::Null,
        };
        (format!("{}/tcp", port.container), bindings)
    });
    ports.collect()
}

fn environment(spec: &Spec) -> Vec<String> {
    let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let mut all = vec![path.to_owned()];
    all.extend(spec.env.iter().cloned());
    all
}

fn mode(spec: &Spec) -> &str {
    spec.networks.first().map_or("none", |name| name.as_str())
}

fn binds(spec: &Spec) -> Vec<String> {
    let binds = spec.mounts.iter().map(|mount| {
        let end = if mount.read_only { ":ro" } else { "" };
        format!("{}:{}{end}", mount.source, mount.target)
    });
    binds.collect()
}

fn mounts(spec: &Spec) -> Vec<Value> {
    let mounts = spec.mounts.iter().map(|mount| {
        let mut document = json!({
            "Destination": mount.target,
            "Mode": if mount.read_only { "ro" } else { "z" },
            "RW": !mount.read_only,
            "Propagation": "",
        });
        if mount.source.starts_with('/') {
            document["Type"] = "bind".into();
            document["Source"] = mount.source.clone().into();
        } else {
            document["Type"] = "volume".into();
            document["Name"] = mount.source.clone().into();
            document["Driver"] = "local".into();
            document["Source"] = format!("/var/lib/docker/volumes/{}/_data", mount.source).into();
        }
        document
    });
    mounts.collect()
}

fn endpoints(kept: &State, container: &Container) -> Map<String, Value> {
    let names = container.networks.keys();
    names
        .map(|name| (name.clone(), networks::endpoint(kept, container, name)))
        .collect()
}

/// Docker's word for the state.
pub(super) fn state(container: &Container) -> &'static str {
    match container.process {
        Process::Running { .. } => "running",
        Process::Paused { .. } => "paused",
        Process::Restarting { .. } => "restarting",
        Process::Exited => "exited",
        Process::Created => "created",
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
        Process::Paused { .. } => format!("Up {} (Paused)", ago(container.started)),
        Process::Created => "Created".to_owned(),
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
    let open = container.is_live();
    let ports = spec.ports.iter().filter(|_| open);
    ports
        .map(|port| match port.host {
            Some(host) => json!({"IP": "0.0.0.0", "PrivatePort": port.container, "PublicPort": host, "Type": "tcp"}),
            None => json!({"PrivatePort": port.container, "Type": "tcp"}),
        })
        .collect()
}

/// The image's id; the same for the same name where it was removed by force.
pub(super) fn image_id(kept: &State, spec: &Spec) -> String {
    match images::find(kept, &spec.image) {
        Ok(found) => kept.images[found].id.clone(),
        Err(_) => format!("sha256:{}", digest(&spec.image)),
    }
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
