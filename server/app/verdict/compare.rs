//! A boot against those before it. Pure.

use jiff::Timestamp;

use crate::{
    model::{BootState, DecisionKind, GreenbootStatus, Returns, VerdictState},
    store::StoredBoot,
};

use super::{SETTLING, later};

/// What became of a boot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comparison {
    pub(super) state: VerdictState,
    pub(super) deployment_changed: bool,
    /// It came of a rollback: what runs has run before.
    pub(super) is_return: bool,
    pub(super) newly_failed: Vec<String>,
    pub(super) recovered: Vec<String>,
    /// Containers that ran before, were meant to come back, and do not run.
    pub(super) lost: Vec<String>,
}

impl Comparison {
    /// `earlier`: newest first.
    pub(super) fn of(now: &BootState, earlier: &[StoredBoot], at: Timestamp) -> Self {
        let Some(before) = earlier.first() else {
            return Self {
                state: VerdictState::FirstSeen,
                deployment_changed: false,
                is_return: false,
                newly_failed: Vec::new(),
                recovered: Vec::new(),
                lost: Vec::new(),
            };
        };
        let old = &before.state;
        let failed = now.failed_units.as_deref();
        let failed_before = old.failed_units.as_deref();
        let newly_failed = missing_in(failed, failed_before);
        let recovered = missing_in(failed_before, failed);
        let lost = lost(now, old);
        let is_red = |state: &BootState| {
            let greenboot = state.greenboot.as_ref();
            greenboot.is_some_and(|greenboot| greenboot.status == GreenbootStatus::Red)
        };
        let is_worse = !newly_failed.is_empty() || !lost.is_empty() || is_red(now) && !is_red(old);
        let is_better = !recovered.is_empty() || is_red(old) && !is_red(now);
        let key = |state: &BootState| state.deployment.as_ref().map(|one| one.key.clone());
        let deployment_changed = match (key(now), key(old)) {
            (Some(now), Some(old)) => now != old,
            (None, _) | (_, None) => false,
        };
        let was_rolled_back = before
            .decision
            .as_ref()
            .is_some_and(|decision| decision.kind == DecisionKind::RolledBack);
        let has_run = earlier
            .iter()
            .skip(1)
            .any(|boot| key(&boot.state) == key(now));
        Self {
            state: if is_settling(now, at) {
                VerdictState::Settling
            } else if is_worse {
                VerdictState::Worse
            } else if is_better {
                VerdictState::Better
            } else {
                VerdictState::AsBefore
            },
            is_return: deployment_changed && (was_rolled_back || has_run),
            deployment_changed,
            newly_failed,
            recovered,
            lost,
        }
    }
}

/// systemd starts it still, or it has been up for a short time only.
fn is_settling(now: &BootState, at: Timestamp) -> bool {
    let starts = now.system_state.as_deref();
    let is_young = now
        .booted_at
        .is_some_and(|booted| at < later(booted, SETTLING));
    matches!(starts, Some("initializing" | "starting")) || is_young
}

/// What `list` has and `other` has not; nothing where either is not known.
fn missing_in(list: Option<&[String]>, other: Option<&[String]>) -> Vec<String> {
    let (Some(list), Some(other)) = (list, other) else {
        return Vec::new();
    };
    let missing = list.iter().filter(|name| !other.contains(name));
    missing.cloned().collect()
}

/// An engine that does not answer has lost all of them.
fn lost(now: &BootState, before: &BootState) -> Vec<String> {
    let running = now.containers.as_deref().unwrap_or_default();
    let before = before.containers.as_deref().unwrap_or_default().iter();
    before
        .filter(|one| one.returns == Returns::Yes)
        .filter(|one| !running.iter().any(|other| other.name == one.name))
        .map(|one| one.name.clone())
        .collect()
}
