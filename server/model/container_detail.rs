//! One container in full, as its page shows it: how it was made, how it stands, why it ended.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Container, Limits, RestartPolicy};

/// `GET /hosts/{host}/containers/{container}`. Values of environment variables that may be secrets are
/// left out; `GET …/environment` tells them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContainerDetail {
    pub container: Container,
    /// The image's id, 64 hexadecimal digits.
    pub image_id: String,
    /// How it ended last, in a sentence ("out of memory: it used more than its limit of 64 MiB"); absent
    /// while it runs and where it never ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_because: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    /// Its first process' id on the host, while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
    /// What runs in it: entry point and command together.
    pub command: Vec<String>,
    /// As `USER` of the image or as given; empty means root.
    pub user: String,
    pub working_dir: String,
    pub hostname: String,
    /// It has a terminal (`--tty`).
    pub terminal: bool,
    /// Seconds it is given to stop.
    pub stop_timeout: u32,
    pub restart_policy: RestartPolicy,
    pub limits: Limits,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<HealthReport>,
    pub mounts: Vec<Mount>,
    pub networks: Vec<NetworkAttachment>,
    pub environment: Vec<EnvironmentVariable>,
    pub labels: BTreeMap<String, String>,
    pub security: ContainerSecurity,
    /// `json-file`, `journald`, `k8s-file`, …; with `none` there is no log.
    pub log_driver: String,
    /// What a new container in its place would be without, each in a few words ("its fixed address `10.0.0.2`"): its
    /// engine does not tell it. As far as that is known.
    pub lost_when_recreated: Vec<String>,
}

/// A container's own health check and its last runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthReport {
    /// What is run, e.g. "curl -f http://localhost/".
    pub command: String,
    /// Seconds between two runs.
    pub interval: u64,
    /// Failures in a row.
    pub failing_streak: u32,
    /// Newest first, at most 20.
    pub runs: Vec<HealthRun>,
}

/// One run of a health check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthRun {
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// 0 is healthy.
    pub exit_code: i32,
    /// At most 4 KiB.
    pub output: String,
}

/// Where a mount's files come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MountKind {
    /// A folder or file of the host.
    Bind,
    Volume,
    /// Memory.
    Tmpfs,
    Other,
}

/// Something mounted into a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mount {
    pub kind: MountKind,
    /// The host's path, or the volume's name; empty for memory.
    pub source: String,
    /// The path within the container.
    pub destination: String,
    pub read_only: bool,
}

/// A network that a container is attached to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NetworkAttachment {
    pub network: String,
    /// Its addresses there, e.g. "172.17.0.2"; empty while it does not run.
    pub addresses: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mac_address: Option<String>,
    /// Names by which other containers of the network find it.
    pub aliases: Vec<String>,
}

/// An environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnvironmentVariable {
    pub name: String,
    /// Absent where it may be a secret and nobody has asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What a container may do to its host, and what holds it back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContainerSecurity {
    /// Everything the host may.
    pub privileged: bool,
    /// Its root file system cannot be written.
    pub read_only: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selinux_process_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selinux_mount_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apparmor_profile: Option<String>,
    pub capabilities_added: Vec<String>,
    pub capabilities_dropped: Vec<String>,
    /// Paths on the host.
    pub devices: Vec<String>,
}

/// `GET …/containers/{container}/environment`: with all values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Environment {
    pub variables: Vec<EnvironmentVariable>,
}

/// `GET …/containers/{container}/processes`: as `ps` on the host tells them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProcessTable {
    pub titles: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// What became of a file since the container was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileChangeKind {
    Modified,
    Added,
    Deleted,
}

/// A file or folder that differs from the image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileChange {
    pub kind: FileChangeKind,
    pub path: String,
}

/// `GET …/containers/{container}/changes`: by path, at most 5,000.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileChanges {
    pub changes: Vec<FileChange>,
    /// So many more there are.
    pub left_out: u64,
}

/// What a container uses at one moment; the `stats` channel sends arrays of these once a second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContainerSample {
    /// 64 hexadecimal digits.
    pub id: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Of one core: 200 is two whole cores.
    pub cpu_percent: f64,
    /// Bytes in use, without what the kernel may drop at once (inactive file cache).
    pub memory: u64,
    /// Bytes it may use; absent without a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_limit: Option<u64>,
    pub processes: u64,
    /// Bytes since its start: received, sent, read, written.
    pub network_received: u64,
    pub network_sent: u64,
    pub disk_read: u64,
    pub disk_written: u64,
}
