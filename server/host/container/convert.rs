//! What the engines say of themselves and of their containers, turned into our words. Pure, and
//! lenient: a word or a field that one engine adds never costs the rest of the list.

use std::collections::{BTreeMap, HashMap};

use bollard::{ClientVersion, models::SystemVersion};
use jiff::Timestamp;
use serde::Deserialize;

use crate::model::{ComposeService, Container, ContainerState, Engine, EngineKind, Health, Port};

/// Set by Quadlet and `podman generate systemd`.
const UNIT_LABEL: &str = "PODMAN_SYSTEMD_UNIT";

/// Labels of a Compose project and its service, of each of its programs.
const COMPOSE_LABELS: [(&str, &str); 2] = [
    ("com.docker.compose.project", "com.docker.compose.service"),
    ("io.podman.compose.project", "io.podman.compose.service"),
];

/// A row of `GET /containers/json`, Docker API 1.41.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    id: String,
    names: Option<Vec<String>>,
    #[serde(default)]
    image: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    created: i64,
    ports: Option<Vec<PortRow>>,
    labels: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PortRow {
    #[serde(rename = "IP")]
    ip: Option<String>,
    private_port: u16,
    public_port: Option<u16>,
    #[serde(rename = "Type")]
    protocol: Option<String>,
}

/// A row of `GET /libpod/containers/json`, Podman 4.0: what the other list leaves out.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Further {
    id: String,
    /// Seconds; less than 0 if it never was.
    #[serde(default)]
    started_at: i64,
    /// From Podman 4.4.
    restarts: Option<u32>,
    #[serde(default)]
    pod_name: String,
    /// Its health, where it has a check.
    #[serde(default)]
    status: String,
}

/// Who answered at `socket`, and the API version that was agreed on; its features are found elsewhere.
pub(super) fn engine(version: SystemVersion, agreed: ClientVersion, socket: &str) -> Engine {
    let podman = version
        .components
        .iter()
        .flatten()
        .any(|component| component.name.starts_with("Podman"));
    Engine {
        kind: if podman {
            EngineKind::Podman
        } else {
            EngineKind::Docker
        },
        version: version.version.unwrap_or_default(),
        api_version: agreed.to_string(),
        socket: socket.to_owned(),
        features: Vec::new(),
    }
}

/// All containers, by name.
pub(super) fn containers(list: &[u8]) -> serde_json::Result<Vec<Container>> {
    let rows: Vec<Row> = serde_json::from_slice(list)?;
    let mut containers: Vec<Container> = rows.into_iter().map(container).collect();
    containers.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(containers)
}

/// What Podman's own list adds, by id.
pub(super) fn further(list: &[u8]) -> serde_json::Result<HashMap<String, Further>> {
    let rows: Vec<Further> = serde_json::from_slice(list)?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

impl Further {
    pub(super) fn tell(self, container: &mut Container) {
        container.started_at = Timestamp::from_second(self.started_at)
            .ok()
            .filter(|at| *at > Timestamp::UNIX_EPOCH);
        container.restarts = self.restarts;
        container.pod = Some(self.pod_name).filter(|name| !name.is_empty());
        if container.state == ContainerState::Running {
            container.health = health_word(&self.status).or(container.health);
        }
    }
}

fn container(row: Row) -> Container {
    let state = state(&row.state);
    let labels = row.labels.unwrap_or_default();
    let mut ports: Vec<Port> = row.ports.into_iter().flatten().map(port).collect();
    ports.sort();
    ports.dedup();
    Container {
        name: name(row.names.unwrap_or_default(), &row.id),
        id: row.id,
        image: row.image,
        health: health(&row.status),
        exit_code: exit_code(&row.status),
        state,
        status: row.status,
        created_at: Timestamp::from_second(row.created).unwrap_or(Timestamp::UNIX_EPOCH),
        ports,
        started_at: None,
        restarts: None,
        crash_loop: false,
        unit: labels.get(UNIT_LABEL).cloned(),
        compose: compose(&labels),
        pod: None,
        selinux_label: None,
        labels,
    }
}

fn compose(labels: &BTreeMap<String, String>) -> Option<ComposeService> {
    COMPOSE_LABELS.into_iter().find_map(|(project, service)| {
        Some(ComposeService {
            project: labels.get(project)?.clone(),
            service: labels.get(service).cloned().unwrap_or_default(),
        })
    })
}

/// The container's own name: those with a second slash are links of others to it.
pub(super) fn name(names: Vec<String>, id: &str) -> String {
    let own = names
        .into_iter()
        .map(|name| name.strip_prefix('/').map(str::to_owned).unwrap_or(name))
        .find(|name| !name.contains('/'));
    own.unwrap_or_else(|| id.chars().take(12).collect())
}

pub(super) fn state(word: &str) -> ContainerState {
    match word {
        "created" | "configured" | "initialized" => ContainerState::Created,
        "running" | "stopping" => ContainerState::Running,
        "paused" => ContainerState::Paused,
        "restarting" => ContainerState::Restarting,
        "removing" => ContainerState::Removing,
        "exited" | "stopped" => ContainerState::Exited,
        "dead" => ContainerState::Dead,
        _ => ContainerState::Unknown,
    }
}

/// "Up 3 minutes (healthy)", "(unhealthy)" or "(health: starting)".
fn health(status: &str) -> Option<Health> {
    let (_, word) = status.rsplit_once('(')?;
    health_word(word.strip_suffix(')')?)
}

fn health_word(word: &str) -> Option<Health> {
    match word {
        "healthy" => Some(Health::Healthy),
        "unhealthy" => Some(Health::Unhealthy),
        "health: starting" | "starting" => Some(Health::Starting),
        _ => None,
    }
}

/// "Exited (137) 2 hours ago" or "Restarting (1) 2 seconds ago".
fn exit_code(status: &str) -> Option<i32> {
    let ended = status
        .strip_prefix("Exited (")
        .or_else(|| status.strip_prefix("Restarting ("))?;
    ended.split_once(')')?.0.parse().ok()
}

fn port(row: PortRow) -> Port {
    let one = |ip: &String| !matches!(ip.as_str(), "" | "0.0.0.0" | "::");
    let host_port = row.public_port.filter(|port| *port != 0);
    Port {
        container_port: row.private_port,
        protocol: row
            .protocol
            .filter(|protocol| !protocol.is_empty())
            .unwrap_or_else(|| "tcp".to_owned()),
        host_address: row.ip.filter(one).filter(|_| host_port.is_some()),
        host_port,
    }
}

#[cfg(test)]
mod tests;
