//! The audit log once more, for the machine's journal: an event for each line begun and each line ended, its columns
//! as fields. `telemetry` says where it goes.

use crate::{
    model::{HostId, Outcome},
    store::NewAuditEntry,
};

/// As `telemetry` knows it.
const AUDIT: &str = "audit";

/// Tells what a line of the audit log says now.
pub(super) fn told(line: i64, entry: &NewAuditEntry, outcome: Outcome, detail: Option<&str>) {
    let NewAuditEntry {
        principal,
        address,
        action,
        host,
        target,
        rule,
        reason,
        parameters,
        ..
    } = entry;
    tracing::info!(
        target: AUDIT,
        line,
        principal,
        address,
        action = action.as_str(),
        host = host.as_ref().map(HostId::as_str),
        resource = target.as_deref(),
        rule = rule.as_deref(),
        reason = reason.as_deref(),
        parameters = parameters.as_deref(),
        outcome = outcome.as_str(),
        detail,
        "{principal} {} {}: {}",
        action.as_str(),
        target.as_deref().unwrap_or_default(),
        outcome.as_str(),
    );
}
