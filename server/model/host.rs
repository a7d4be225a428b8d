//! A managed host: what it is, what it offers and, where something is missing, how to get it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{HostId, Unit};

/// A row of `GET /hosts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HostSummary {
    pub id: HostId,
    /// The name shown; the host's own, or the one it was configured with.
    pub name: String,
    /// A sentence to show on every page of this host, e.g. that it is a demo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

/// What a host may offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapabilityKind {
    /// Docker or Podman.
    Engine,
    /// rpm-ostree (later bootc, ostree).
    Deployments,
    /// The system bus.
    Dbus,
    /// `org.freedesktop.systemd1` on it.
    Systemd,
    /// `org.freedesktop.login1` on it: restarting the host.
    Power,
    /// `journalctl`.
    Journal,
}

/// Whether it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Availability {
    /// `detail`: what answered, e.g. "Docker 20.10.24 (API 1.41) at /run/docker.sock".
    Available { detail: String },
    /// `reason`: why not, in a sentence; `remedy`: what to install or enable.
    Absent { reason: String, remedy: String },
}

/// One thing the host offers or lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Capability {
    pub kind: CapabilityKind,
    #[serde(flatten)]
    pub availability: Availability,
}

/// What the host says of itself; a field is absent where the host does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Facts {
    /// `/proc/sys/kernel/hostname`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// `PRETTY_NAME` of `os-release`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_name: Option<String>,
    /// `ID` of `os-release`, e.g. "fedora".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_id: Option<String>,
    /// `VARIANT_ID` of `os-release`, e.g. "coreos".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_variant: Option<String>,
    /// `/proc/sys/kernel/osrelease`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<String>,
    /// `btime` of `/proc/stat`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub boot_time: Option<Timestamp>,
}

/// `GET /hosts/{host}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HostDetail {
    #[serde(flatten)]
    pub summary: HostSummary,
    pub facts: Facts,
    /// One of each kind.
    pub capabilities: Vec<Capability>,
    /// Units in the state `failed`, by name; absent where systemd does not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_units: Option<Vec<Unit>>,
}
