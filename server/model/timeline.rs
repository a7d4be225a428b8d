//! What happened to a host's containers, images, volumes and networks, and why.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much somebody should care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Normal,
    /// Something recovered.
    Good,
    Warning,
    Bad,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineSubject {
    Container,
    Image,
    Volume,
    Network,
    Pod,
    /// The engine itself.
    Engine,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEntry {
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub subject: TimelineSubject,
    /// The container's name, the image's reference, …
    pub name: String,
    /// Its id, where it has one: 64 hexadecimal digits for a container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The engine's word: `die`, `health_status`, `pull`, …
    pub action: String,
    pub severity: Severity,
    /// In a sentence, with the reason: "ended with exit code 137: killed (SIGKILL), out of memory".
    pub text: String,
    /// The account that asked for it through this console, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<String>,
}

/// `GET /hosts/{host}/timeline`: newest first, at most 1,000; since the engine or the console started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Timeline {
    pub entries: Vec<TimelineEntry>,
}
