//! Volumes of the demo host.

use std::collections::BTreeMap;

use hyper::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    engine::Engine,
    reply::{Answer, Fault, empty, fault, ok, reply},
    state::{State, room},
};
use crate::demo::{scenario, world::digest};

/// Bytes of a size in the scenario.
pub(super) const MB: u64 = 1_000_000;

#[derive(Debug, Clone)]
pub(super) struct Volume {
    pub name: String,
    pub created: Timestamp,
    pub labels: BTreeMap<String, String>,
    pub options: BTreeMap<String, String>,
    pub size: u64,
}

impl Volume {
    pub(super) fn new(spec: &scenario::Volume, created: Timestamp) -> Self {
        let project = spec.project.iter();
        let label = |project: &String| ("com.docker.compose.project".to_owned(), project.clone());
        let (name, labels) = if spec.name.is_empty() {
            let label = ("com.docker.volume.anonymous".to_owned(), String::new());
            (
                digest(&format!("volume/{}", spec.created_days)),
                [label].into(),
            )
        } else {
            (spec.name.clone(), project.map(label).collect())
        };
        Self {
            name,
            created,
            labels,
            options: BTreeMap::new(),
            size: spec.size_mb * MB,
        }
    }

    fn document(&self) -> Value {
        json!({
            "Name": self.name,
            "Driver": "local",
            "Mountpoint": format!("/var/lib/docker/volumes/{}/_data", self.name),
            "CreatedAt": self.created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "Labels": self.labels,
            "Options": self.options,
            "Scope": "local",
        })
    }

    /// With its size, as `system df` has it.
    pub(super) fn measured(&self, users: usize) -> Value {
        let mut document = self.document();
        document["UsageData"] = json!({"Size": self.size, "RefCount": users});
        document
    }
}

pub(super) fn list(engine: &Engine) -> Answer {
    let volumes: Vec<_> = engine
        .state()
        .volumes
        .iter()
        .map(Volume::document)
        .collect();
    Ok(ok(&json!({"Volumes": volumes, "Warnings": []})))
}

pub(super) fn inspect(engine: &Engine, name: &str) -> Answer {
    let state = engine.state();
    let found = state.volumes.iter().find(|one| one.name == name);
    Ok(ok(&found.ok_or_else(|| unknown(name))?.document()))
}

pub(super) fn create(engine: &Engine, request: &Value) -> Answer {
    let mut state = engine.state();
    let name = request["Name"].as_str().unwrap_or_default();
    let name = make(engine, &mut state, name, request)?;
    let made = state.volumes.iter().find(|one| one.name == name);
    let made = made.map(Volume::document).unwrap_or_default();
    Ok(reply(StatusCode::CREATED, &made))
}

/// Makes it, if it is not there; its name.
pub(super) fn make(
    engine: &Engine,
    state: &mut State,
    name: &str,
    request: &Value,
) -> Result<String, Fault> {
    if state.volumes.iter().any(|one| one.name == name) {
        return Ok(name.to_owned());
    }
    room(&state.volumes)?;
    let texts = |key: &str| {
        let all = request[key].as_object().into_iter().flatten();
        all.map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect::<BTreeMap<_, _>>()
    };
    let (mut labels, mut name) = (texts("Labels"), name.to_owned());
    if name.is_empty() {
        let number = state.number();
        name = digest(&format!("volume/{number}/{}", Timestamp::now()));
        labels.insert("com.docker.volume.anonymous".to_owned(), String::new());
    }
    state.volumes.push(Volume {
        name: name.clone(),
        created: Timestamp::now(),
        labels,
        options: texts("DriverOpts"),
        size: 0,
    });
    let attributes = [("driver", "local")];
    engine.events.tell("volume", "create", &name, &attributes);
    Ok(name)
}

pub(super) fn remove(engine: &Engine, name: &str) -> Answer {
    let mut state = engine.state();
    let found = state.volumes.iter().position(|one| one.name == name);
    let found = found.ok_or_else(|| unknown(name))?;
    let users = state.users(name);
    if !users.is_empty() {
        let users = users.join(", ");
        let message = format!("remove {name}: volume is in use - [{users}]");
        return fault(StatusCode::CONFLICT, message);
    }
    state.volumes.remove(found);
    let attributes = [("driver", "local")];
    engine.events.tell("volume", "destroy", name, &attributes);
    Ok(empty(StatusCode::NO_CONTENT))
}

fn unknown(name: &str) -> Fault {
    (StatusCode::NOT_FOUND, format!("get {name}: no such volume"))
}
