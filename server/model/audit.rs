//! The audit log as it is read: one line for every change asked for, written before it is tried.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Action;

/// How an audited action ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Allowed and begun; not over yet.
    Started,
    Succeeded,
    Failed,
    /// The policy said no; nothing was tried.
    Denied,
    /// Begun, but its end was never seen: the caller or the server went away meanwhile.
    Unknown,
}

impl Outcome {
    /// The name used in JSON and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
        }
    }
}

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Ascending, never reused.
    pub id: i64,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who asked; `-` where nobody had signed in, `command line` for sub-commands run on the host.
    pub principal: String,
    /// From where: an IP address, or `-`.
    pub address: String,
    pub action: Action,
    /// The host it was for; absent for the console's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The thing it was for: a container, an account, a D-Bus method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The role that allowed it; absent where it was denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Why, in the words of who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// With what, as JSON; secrets are masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<String>,
    pub outcome: Outcome,
    /// Why it failed or was denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Milliseconds from asked to ended; absent while `started`, and where `denied` or `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
}

/// A page of the audit log, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    /// Give this as `before` to get the next, older page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_before: Option<i64>,
}
