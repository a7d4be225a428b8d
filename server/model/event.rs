//! What the `events` channel says: that something changed, never what. The page fetches it again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::HostId;

/// The part of a host (or of the console) that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// `GET /hosts/{host}`: facts, capabilities, failed units.
    Host,
    /// Also a container's details and the timeline.
    Containers,
    Images,
    /// Volumes and networks.
    Storage,
    Deployments,
    /// What is scheduled, who is signed in, what holds the host back.
    Power,
    /// What became of this boot.
    Verdict,
    /// What updates the host by itself.
    UpdatePolicy,
    Operations,
    Audit,
}

/// "X changed on host H."
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Absent for the console's own topics (`audit`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<HostId>,
    pub topic: Topic,
}
