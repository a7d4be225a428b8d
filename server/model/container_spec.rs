//! How a container is to be made: what the form sends, what a `docker run` line becomes, and what an
//! existing container is made again from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ContainerRef, ImageRef, MountKind, ResourceName};

/// Everything a new container is asked to be. Absent and empty parts are the image's or the engine's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContainerSpec {
    /// Absent: the engine makes one up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<ContainerRef>,
    pub image: ImageRef,
    #[serde(default)]
    pub pull: PullPolicy,
    /// Arguments, never a shell line.
    #[serde(default)]
    pub command: Vec<String>,
    #[serde(default)]
    pub entrypoint: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_dir: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    #[serde(default)]
    pub terminal: bool,
    /// Keeps its standard input open (`--interactive`).
    #[serde(default)]
    pub interactive: bool,
    #[serde(default)]
    pub ports: Vec<PortSpec>,
    #[serde(default)]
    pub mounts: Vec<MountSpec>,
    #[serde(default)]
    pub environment: Vec<EnvironmentSpec>,
    /// Empty: the engine's default network. `host` and `none` stand alone.
    #[serde(default)]
    pub networks: Vec<NetworkSpec>,
    /// The pod to join (Podman).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pod: Option<ResourceName>,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub restart_policy: RestartPolicy,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<HealthSpec>,
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    #[serde(default)]
    pub devices: Vec<DeviceSpec>,
    /// Without `CAP_`, e.g. "NET_ADMIN"; or "ALL".
    #[serde(default)]
    pub capabilities_added: Vec<String>,
    #[serde(default)]
    pub capabilities_dropped: Vec<String>,
    #[serde(default)]
    pub privileged: bool,
    #[serde(default)]
    pub read_only: bool,
    /// Runs a small init as its first process.
    #[serde(default)]
    pub init: bool,
    /// Seconds it is given to stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_timeout: Option<u32>,
    /// Removed by the engine when it ends.
    #[serde(default)]
    pub remove_when_ended: bool,
    /// Start it once it is there.
    #[serde(default = "yes")]
    pub start: bool,
}

impl ContainerSpec {
    /// Does the container get at the host beyond what the engine gives to every container?
    pub fn reaches_host(&self) -> bool {
        let shares = |network: &NetworkSpec| network.network.as_str() == "host";
        self.privileged
            || !self.devices.is_empty()
            || !self.capabilities_added.is_empty()
            || self
                .mounts
                .iter()
                .any(|mount| mount.kind == MountKind::Bind)
            || self.networks.iter().any(shares)
    }

    /// As the image itself has it, started.
    pub fn of(image: ImageRef) -> Self {
        Self {
            name: None,
            image,
            pull: PullPolicy::default(),
            command: Vec::new(),
            entrypoint: Vec::new(),
            user: None,
            working_dir: None,
            hostname: None,
            terminal: false,
            interactive: false,
            ports: Vec::new(),
            mounts: Vec::new(),
            environment: Vec::new(),
            networks: Vec::new(),
            pod: None,
            limits: Limits::default(),
            restart_policy: RestartPolicy::default(),
            health: None,
            labels: BTreeMap::new(),
            devices: Vec::new(),
            capabilities_added: Vec::new(),
            capabilities_dropped: Vec::new(),
            privileged: false,
            read_only: false,
            init: false,
            stop_timeout: None,
            remove_when_ended: false,
            start: true,
        }
    }
}

impl HealthSpec {
    /// This command, with the engines' own times.
    pub fn of(command: impl Into<String>) -> Self {
        Self {
            command: command.into(),
            interval: thirty(),
            timeout: thirty(),
            start_period: 0,
            retries: three(),
        }
    }
}

fn yes() -> bool {
    true
}

/// When the image is fetched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PullPolicy {
    /// Where it is not there.
    #[default]
    Missing,
    /// Each time, if there is a newer one.
    Always,
    Never,
}

/// A port of the container, published on the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PortSpec {
    pub container_port: u16,
    pub protocol: Protocol,
    /// Absent: the engine chooses one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_port: Option<u16>,
    /// The host's address to bind to; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub host_address: Option<std::net::IpAddr>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    #[default]
    Tcp,
    Udp,
    Sctp,
}

/// Something to mount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MountSpec {
    /// Not `other`.
    pub kind: MountKind,
    /// An absolute path of the host, or a volume's name; empty for memory, and for a volume without a name.
    #[serde(default)]
    pub source: String,
    /// An absolute path within the container.
    pub destination: String,
    #[serde(default)]
    pub read_only: bool,
    #[serde(default)]
    pub relabel: Relabel,
}

/// What SELinux label a mounted folder gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relabel {
    /// As it is: SELinux may deny its use.
    #[default]
    Keep,
    /// `:z`: any container may use it.
    Shared,
    /// `:Z`: this container alone may use it.
    Private,
}

/// A variable to set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnvironmentSpec {
    pub name: String,
    pub value: String,
}

/// A network to attach to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NetworkSpec {
    pub network: ResourceName,
    #[serde(default)]
    pub aliases: Vec<String>,
    /// A fixed address there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub address: Option<std::net::IpAddr>,
}

/// What a container may use at most; absent means as much as there is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Limits {
    /// Bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<u64>,
    /// Cores; 1.5 is one and a half.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpus: Option<f64>,
    /// Processes and threads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processes: Option<u32>,
}

/// When the engine starts it again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RestartPolicyKind {
    #[default]
    No,
    OnFailure,
    Always,
    UnlessStopped,
}

/// When the engine starts it again, and how often.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RestartPolicy {
    #[serde(default)]
    pub kind: RestartPolicyKind,
    /// Of `on_failure`; absent means without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
}

/// A health check of the container's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthSpec {
    /// Run by the container's shell; exit code 0 is healthy. Empty: the image's check is switched off.
    pub command: String,
    /// Seconds between two runs, for one run, and before failures count.
    #[serde(default = "thirty")]
    pub interval: u32,
    #[serde(default = "thirty")]
    pub timeout: u32,
    #[serde(default)]
    pub start_period: u32,
    /// Failures in a row that make it unhealthy.
    #[serde(default = "three")]
    pub retries: u32,
}

fn thirty() -> u32 {
    30
}

fn three() -> u32 {
    3
}

/// A device of the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeviceSpec {
    /// Below `/dev`.
    pub host_path: String,
    /// Absent: the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container_path: Option<String>,
    /// Of `r`, `w`, `m`.
    #[serde(default = "all_permissions")]
    pub permissions: String,
}

fn all_permissions() -> String {
    "rwm".to_owned()
}

/// A `docker run` or `podman run` line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RunCommand {
    pub line: String,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ParsedRunCommand {
    pub spec: ContainerSpec,
    /// Options that were left out, and why, each in a sentence.
    pub left_out: Vec<String>,
}

/// What is left of an existing container when it is made again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecreateRequest {
    /// What it is to be; absent: as it is, from the newest image of its reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spec: Option<ContainerSpec>,
}

/// `POST …/containers/{container}/rename`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RenameRequest {
    pub name: ContainerRef,
}

/// `POST …/containers/{container}/update`: limits and restart policy, without a restart. Absent parts stay; a limit
/// that is absent in limits that are given is lifted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UpdateRequest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restart_policy: Option<RestartPolicy>,
}

/// What came of an update.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UpdateOutcome {
    /// What was done otherwise than asked for, each in a sentence, e.g. that limits last until the next stop only.
    pub warnings: Vec<String>,
}

/// `POST …/containers/{container}/commit`: an image of its files as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommitRequest {
    /// Name and tag of the new image.
    pub reference: ImageRef,
    #[serde(default)]
    pub comment: String,
    /// Freeze it meanwhile, so that the files agree with each other.
    #[serde(default = "yes")]
    pub pause: bool,
}
