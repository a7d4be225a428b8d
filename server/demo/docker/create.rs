//! Containers made by request, from an image that is there: they write a line now and then until they are
//! stopped, as no program is started.

use std::{collections::BTreeMap, sync::Arc};

use hyper::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    container::{Container, Process},
    engine::Engine,
    images,
    reply::{Answer, Fault, Query, fault, reply},
    state::room,
    volumes,
};
use crate::demo::{
    scenario::{Container as Spec, Ending, Mount, Port, Restart},
    world::digest,
};

/// Seconds between two lines.
const LINES: f64 = 15.0;

/// `POST /containers/create`.
pub(super) fn create(engine: &Engine, query: Query<'_>, request: Value) -> Answer {
    let mut state = engine.state();
    room(&state.containers)?;
    let image = request["Image"].as_str().unwrap_or_default().to_owned();
    images::find(&state, &image)?;
    let number = state.number();
    let name = match query.text("name").trim_start_matches('/') {
        "" => format!("demo_{number}"),
        name => name.to_owned(),
    };
    if let Some(other) = state.containers.iter().find(|one| one.spec.name == name) {
        let message = format!(
            "Conflict. The container name \"/{name}\" is already in use by container \"{}\". You have to remove (or rename) that container to be able to reuse that name.",
            other.id
        );
        return fault(StatusCode::CONFLICT, message);
    }
    let mut mounts = mounts(&request)?;
    for mount in &mut mounts {
        if !mount.source.starts_with('/') {
            mount.source = volumes::make(engine, &mut state, &mount.source, &json!({}))?;
        }
    }
    let networks = networks(&request);
    if let Some(missing) = networks
        .keys()
        .find(|name| !state.networks.iter().any(|one| one.name == **name))
    {
        return fault(
            StatusCode::NOT_FOUND,
            format!("network {missing} not found"),
        );
    }
    let spec = Arc::new(Spec {
        mounts,
        networks: networks.keys().cloned().collect(),
        ..spec(&name, &image, &request)
    });
    let now = Timestamp::now();
    let mut container = Container::new(&spec, number, now, now, engine.pace);
    container.id = digest(&format!("container/{name}/{number}/{now}"));
    container.process = Process::Created;
    container.log = super::log::Log::default();
    container.made = Some(request);
    container.run = 0;
    let id = container.id.clone();
    state.containers.push(container);
    for (network, settings) in &networks {
        let aliases = settings["Aliases"].as_array().into_iter().flatten();
        let aliases = aliases.filter_map(|alias| alias.as_str().map(str::to_owned));
        let address = settings["IPAMConfig"]["IPv4Address"].as_str();
        state.attach(number, network, aliases.collect(), address);
    }
    if let Some(made) = state.containers.last() {
        engine.tell(made, "create", &[]);
    }
    let made = json!({"Id": id, "Warnings": []});
    Ok(reply(StatusCode::CREATED, &made))
}

fn spec(name: &str, image: &str, request: &Value) -> Spec {
    let host = &request["HostConfig"];
    let mut command = texts(&request["Entrypoint"]);
    command.extend(texts(&request["Cmd"]));
    let ends = match command.last().map(String::as_str) {
        Some("true") => Some(0),
        Some("false") => Some(1),
        Some(_) | None => None,
    };
    if command.is_empty() {
        command.push("/app/start".to_owned());
    }
    let labels = request["Labels"].as_object().into_iter().flatten();
    Spec {
        name: name.to_owned(),
        image: image.to_owned(),
        restart: match host["RestartPolicy"]["Name"].as_str() {
            Some("always" | "on-failure") => Restart::Always,
            Some("unless-stopped") => Restart::UnlessStopped,
            Some(_) | None => Restart::No,
        },
        created_days: 0,
        project: None,
        healthcheck: request["Healthcheck"]["Test"].is_array(),
        ports: ports(request),
        stderr: false,
        restarts: 0,
        exited: None,
        start_log: vec![format!("{{time}} {} started", command.join(" "))],
        stop_log: vec!["{time} stopping".to_owned()],
        log_every_s: LINES,
        log: vec!["{time} still here ({n})".to_owned()],
        ends: ends.map(|code| Ending {
            after_s: 1.0,
            code,
            again_s: 2.0,
            log: Vec::new(),
        }),
        command,
        env: texts(&request["Env"]),
        mounts: Vec::new(),
        networks: Vec::new(),
        labels: labels
            .map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect(),
        memory_mb: 20.0,
        cpu_percent: 0.5,
        memory_limit_mb: host["Memory"].as_u64().unwrap_or(0) / volumes::MB,
    }
}

/// A list of texts, or one text, as the API allows for commands.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![one.clone()],
        Value::Array(all) => all
            .iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

fn ports(request: &Value) -> Vec<Port> {
    let bindings = &request["HostConfig"]["PortBindings"];
    let exposed = request["ExposedPorts"].as_object().into_iter().flatten();
    let bound = bindings.as_object().into_iter().flatten();
    let mut names: Vec<_> = exposed.chain(bound).map(|(name, _)| name.clone()).collect();
    names.sort();
    names.dedup();
    let ports = names.iter().filter_map(|name| {
        let host = bindings[name][0]["HostPort"].as_str();
        Some(Port {
            container: name.split('/').next()?.parse().ok()?,
            host: host.and_then(|host| host.parse().ok()),
        })
    });
    ports.collect()
}

/// `Binds`, `Mounts` and `Volumes`, in one.
fn mounts(request: &Value) -> Result<Vec<Mount>, Fault> {
    let mut mounts = Vec::new();
    for bind in texts(&request["HostConfig"]["Binds"]) {
        let mut parts = bind.split(':');
        let (Some(source), Some(target)) = (parts.next(), parts.next()) else {
            let message = format!("invalid volume specification: '{bind}'");
            return fault(StatusCode::BAD_REQUEST, message);
        };
        mounts.push(Mount {
            source: source.to_owned(),
            target: target.to_owned(),
            read_only: parts
                .next()
                .is_some_and(|mode| mode.split(',').any(|word| word == "ro")),
        });
    }
    let listed = request["HostConfig"]["Mounts"].as_array();
    for mount in listed.into_iter().flatten() {
        if mount["Type"] == "tmpfs" {
            continue;
        }
        let text = |key: &str| mount[key].as_str().unwrap_or_default().to_owned();
        mounts.push(Mount {
            source: text("Source"),
            target: text("Target"),
            read_only: mount["ReadOnly"].as_bool().unwrap_or_default(),
        });
    }
    for target in request["Volumes"].as_object().into_iter().flatten() {
        if !mounts.iter().any(|mount| mount.target == *target.0) {
            mounts.push(Mount {
                source: String::new(),
                target: target.0.clone(),
                read_only: false,
            });
        }
    }
    Ok(mounts)
}

fn networks(request: &Value) -> BTreeMap<String, Value> {
    let endpoints = request["NetworkingConfig"]["EndpointsConfig"].as_object();
    let mut networks: BTreeMap<String, Value> = endpoints
        .into_iter()
        .flatten()
        .map(|(name, settings)| (name.clone(), settings.clone()))
        .collect();
    let mode = request["HostConfig"]["NetworkMode"].as_str();
    let mode = match mode {
        None | Some("" | "default") => "bridge",
        Some(mode) => mode,
    };
    if networks.is_empty() && !mode.starts_with("container:") {
        networks.insert(mode.to_owned(), json!({}));
    }
    networks
}
