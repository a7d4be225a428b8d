//! A systemd unit, as far as the overview shows it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One unit of `ListUnits`, org.freedesktop.systemd1.Manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unit {
    /// e.g. "httpd.service".
    pub name: String,
    pub description: String,
    /// e.g. "failed".
    pub active_state: String,
    /// e.g. "exit-code" or "running".
    pub sub_state: String,
}
