//! What a restart would interrupt, and what of it does not come back by itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ContainerState, Inhibitor, LoginSession, ScheduledPower};

/// Whether something comes back by itself after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Returns {
    Yes,
    No,
    /// It depends on what cannot be seen from here.
    Unknown,
}

/// A container that a restart stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InterruptedContainer {
    /// 64 hexadecimal digits.
    pub id: String,
    pub name: String,
    pub image: String,
    pub state: ContainerState,
    pub returns: Returns,
    /// Why, in a sentence without its full stop.
    pub why: String,
}

/// A service that runs now and that nothing starts after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InterruptedService {
    /// e.g. "rescue-shell.service".
    pub name: String,
    pub description: String,
    pub why: String,
}

/// How long a boot took, as systemd says; milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BootDuration {
    /// From the power button to the end of the start.
    pub total_ms: u64,
    /// Absent where the firmware does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmware_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loader_ms: Option<u64>,
    /// Absent in a container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initrd_ms: Option<u64>,
    pub userspace_ms: u64,
}

/// A boot, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PastBoot {
    pub boot_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub booted_at: Option<Timestamp>,
    /// Of what was booted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    pub took: BootDuration,
}

/// What the next boot starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextBoot {
    /// As `Deployment::id`.
    pub deployment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// It is another than what runs.
    pub changes: bool,
}

/// The parts of an impact, and of a boot's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HostPart {
    Containers,
    Services,
    /// Sessions, inhibitors and what is scheduled.
    Power,
    Boots,
    Deployments,
}

/// A part that could not be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MissingPart {
    pub part: HostPart,
    /// Why, and what to do about it, in a sentence.
    pub why: String,
}

/// `GET /hosts/{host}/power/impact`. A part that is missing is empty here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Impact {
    /// Those that run, by name; those that do not come back first.
    pub containers: Vec<InterruptedContainer>,
    pub services: Vec<InterruptedService>,
    pub sessions: Vec<LoginSession>,
    pub inhibitors: Vec<Inhibitor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled: Option<ScheduledPower>,
    /// This boot and those before that the console saw, newest first; at most 10.
    pub boots: Vec<PastBoot>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<NextBoot>,
    pub missing: Vec<MissingPart>,
}
