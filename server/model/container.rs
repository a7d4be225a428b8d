//! Containers and the engine that runs them, in words that hold for Docker and Podman alike.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Signal;

/// Which engine answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EngineKind {
    Docker,
    Podman,
}

/// The container engine behind a host's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Engine {
    pub kind: EngineKind,
    /// The engine's own version, e.g. "20.10.24"; `Version` of `GET /version`.
    pub version: String,
    /// The Docker API version in use, e.g. "1.41": the lower of the engine's and ours.
    pub api_version: String,
    /// The socket on the host, e.g. "/run/docker.sock".
    pub socket: String,
    /// What it can do beyond the Docker API that every engine has; found by asking, never by its name.
    pub features: Vec<EngineFeature>,
}

impl Engine {
    /// Can it do this?
    pub fn has(&self, feature: EngineFeature) -> bool {
        self.features.contains(&feature)
    }
}

/// What not every engine can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EngineFeature {
    /// Podman's own endpoints are on the same socket: pods, image trees, health checks on demand.
    Libpod,
    /// Containers can be frozen to disk and brought back (CRIU on the host).
    Checkpoint,
    /// A health check can be run on demand.
    HealthRun,
}

/// `State` of `GET /containers/json`, Docker API 1.41; Podman's further words are folded into these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContainerState {
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
    /// A word this version does not know.
    Unknown,
}

/// Result of the container's own health check, where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    Starting,
    Healthy,
    Unhealthy,
}

/// A port that the container offers; published where `host_port` is given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Port {
    pub container_port: u16,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_port: Option<u16>,
    /// The host's address it is bound to; absent means all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_address: Option<String>,
}

/// One container of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Container {
    /// 64 hexadecimal digits.
    pub id: String,
    /// Without the leading slash of the Docker API.
    pub name: String,
    /// As the container was created with it, e.g. "quay.io/fedora/httpd:2.4".
    pub image: String,
    pub state: ContainerState,
    /// The engine's own words, e.g. "Up 3 minutes" or "Exited (1) 2 hours ago".
    pub status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
    /// Of the last run; read from `status`, absent while running.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Distinct, in ascending order.
    pub ports: Vec<Port>,
    /// When it was last started; absent if it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<Timestamp>,
    /// How often the engine has started it again after it ended; absent where the engine does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restarts: Option<u32>,
    /// Keeps ending and being started: at least three times within the last ten minutes.
    pub crash_loop: bool,
    /// The systemd unit that runs it (Quadlet, `podman generate systemd`), from its labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The Compose project and service that it belongs to, from its labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compose: Option<ComposeService>,
    /// The name of its pod (Podman).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod: Option<String>,
    /// Its process' SELinux label, e.g. "system_u:system_r:container_t:s0:c1,c2"; absent without SELinux.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selinux_label: Option<String>,
    /// For the scopes of roles; not told.
    #[serde(skip)]
    pub labels: BTreeMap<String, String>,
}

impl Container {
    /// What a role's scope goes by.
    pub fn identity(&self) -> ContainerIdentity {
        ContainerIdentity {
            id: self.id.clone(),
            name: self.name.clone(),
            image: self.image.clone(),
            labels: self.labels.clone(),
        }
    }
}

/// What a container is told by: what a role's scope goes by. Read from the engine, never from a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerIdentity {
    /// 64 hexadecimal digits.
    pub id: String,
    pub name: String,
    /// As the container was created with it.
    pub image: String,
    pub labels: BTreeMap<String, String>,
}

/// Where a container stands in a Compose project: `com.docker.compose.project` and `.service`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComposeService {
    pub project: String,
    pub service: String,
}

/// `GET /hosts/{host}/containers`: stopped ones included, by name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContainerList {
    pub engine: Engine,
    pub containers: Vec<Container>,
}

/// What can be done to one container without more words; the last part of its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContainerVerb {
    Start,
    /// Asks it to end, and kills it after its grace period; see [`VerbOptions::timeout`].
    Stop,
    Restart,
    /// Sends a signal; see [`VerbOptions::signal`].
    Kill,
    /// Freezes its processes.
    Pause,
    Unpause,
    /// Runs its own health check now (`EngineFeature::HealthRun`).
    Healthcheck,
}

/// The query of a verb.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct VerbOptions {
    /// Seconds to wait before it is killed, 0 to 3600; of `stop` and `restart`. Absent: the container's own.
    pub timeout: Option<u32>,
    /// A signal's name, e.g. "HUP"; of `kill`. Absent: KILL.
    #[param(value_type = Option<String>)]
    pub signal: Option<Signal>,
    /// Why, for the audit log; at most 200 characters. Some roles must give one.
    pub reason: Option<String>,
}

/// What a group of containers is held together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    Compose,
    Pod,
}

/// What can be done to all containers of a group, in the order of their dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupVerb {
    Start,
    Stop,
    Restart,
}

/// The query of a group's verb.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GroupOptions {
    /// Why, for the audit log; at most 200 characters. Some roles must give one.
    pub reason: Option<String>,
}

/// Which of its two outputs a line came from; `stdout` for a container with a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogStream {
    Stdout,
    Stderr,
}

/// One line of a container's log, as the `logs` channel sends it in arrays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogLine {
    pub stream: LogStream,
    /// When the engine received it; absent where it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// Without the line end; at most 16 KiB, longer lines are cut there. Invalid UTF-8 is replaced.
    pub text: String,
    /// The container's name; only where several logs are merged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// So many lines before this one were left out, because the client did not read as fast as they came.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skipped: u64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_zero(number: &u64) -> bool {
    *number == 0
}
