//! Containers and the engine that runs them, in words that hold for Docker and Podman alike.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
    /// The systemd unit or Compose project that owns it, from its labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

/// `GET /hosts/{host}/containers`: stopped ones included, by name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ContainerList {
    pub engine: Engine,
    pub containers: Vec<Container>,
}

/// What can be done to one container; the last part of its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContainerVerb {
    Start,
    Stop,
    Restart,
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
}
