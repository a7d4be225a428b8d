//! What the demo host's operating system is at this moment: deployments in boot order, what is known of
//! the update, when it was booted. The fake daemons read and change it; none of them keeps a copy.
//! `deployment` is one of them, `plan` what a change would make of it.

mod deployment;
mod plan;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};

use super::scenario::{Role, Scenario};
pub(super) use deployment::{Changes, Deployment, Replaced};
pub(super) use plan::{KernelArguments, Packages, Wanted};

/// An image as it can be deployed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Image {
    /// Its place in `Scenario::images` and in each package's versions.
    pub index: usize,
    pub release: u32,
    /// "42.20261108.3.0".
    pub version: String,
    pub kernel: String,
    pub built: Timestamp,
    /// The commit at the remote: 64 hexadecimal digits.
    pub base: String,
}

/// A copy of the state at one moment.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    /// In boot order.
    pub deployments: Vec<Deployment>,
    /// The newest image that the remote's ref, as last pulled, names.
    pub pulled: Arc<Image>,
    /// A check has found `pulled` to be newer than what is booted.
    pub update_known: bool,
    pub boot_time: Timestamp,
}

/// The demo host's operating system.
#[derive(Debug)]
pub(super) struct World {
    pub scenario: Scenario,
    /// What the remote has, oldest first.
    images: Vec<Arc<Image>>,
    newest: Arc<Image>,
    state: Mutex<Snapshot>,
}

impl Snapshot {
    pub(super) fn booted(&self) -> Option<&Deployment> {
        self.deployments.iter().find(|deployment| deployment.booted)
    }

    /// The one after the booted one.
    pub(super) fn rollback(&self) -> Option<&Deployment> {
        let booted = self.deployments.iter().position(|one| one.booted)?;
        self.deployments.get(booted + 1)
    }
}

impl World {
    /// The scenario's host, `up_days` after its last boot; `None` where an image is missing from it.
    pub(super) fn new(scenario: Scenario, now: Timestamp) -> Option<Self> {
        let images: Vec<_> = (0..scenario.images.len())
            .map(|index| Arc::new(image(&scenario, index, now)))
            .collect();
        let of = |role| {
            let index = scenario.images.iter().position(|one| one.role == role)?;
            images.get(index).cloned()
        };
        let deployed = |role| {
            Some(Deployment {
                image: of(role)?,
                origin: scenario.refspec(),
                changes: Changes {
                    layered: vec![scenario.layered.clone()],
                    ..Changes::default()
                },
                kernel_arguments: scenario.kernel_arguments.clone(),
                serial: 0,
                booted: role == Role::Booted,
                staged: false,
                locked: false,
                pinned: role == Role::Pinned,
                live: false,
            })
        };
        let state = Snapshot {
            deployments: vec![
                deployed(Role::Booted)?,
                deployed(Role::Rollback)?,
                deployed(Role::Pinned)?,
            ],
            pulled: of(Role::Booted)?,
            update_known: false,
            boot_time: now - SignedDuration::from_hours(24 * scenario.up_days),
        };
        Some(Self {
            newest: of(Role::Update)?,
            state: Mutex::new(state),
            images,
            scenario,
        })
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        self.state().clone()
    }

    /// Pulls the ref's newest metadata. True: what is booted is older.
    pub(super) fn check(&self) -> bool {
        let mut state = self.state();
        state.pulled = Arc::clone(&self.newest);
        state.update_known = state.booted().map(|one| &one.image) != Some(&self.newest);
        state.update_known
    }

    /// What the next change is made to: the first in boot order.
    pub(super) fn template(&self) -> Option<Deployment> {
        self.state().deployments.first().cloned()
    }

    /// Whether staging it would change what boots next.
    pub(super) fn can_stage(&self, target: &Deployment) -> bool {
        let first = self.template();
        first.is_none_or(|first| !first.is_same(target))
    }

    /// Stages a deployment: first in boot order, and bootable from the next shutdown on, unless it is locked.
    pub(super) fn stage(&self, target: Deployment, lock: Lock) {
        let mut state = self.state();
        state.deployments.retain(|one| !one.staged || one.pinned);
        let checksum = target.checksum();
        let same = state.deployments.iter();
        let same = same.filter(|one| one.checksum() == checksum);
        let staged = Deployment {
            serial: same.map(|one| one.serial + 1).max().unwrap_or(0),
            booted: false,
            staged: true,
            locked: lock == Lock::Closed,
            pinned: false,
            live: false,
            ..target
        };
        state.deployments.insert(0, staged);
    }

    /// Lets what is staged and locked boot next.
    pub(super) fn unlock(&self) -> Result<(), &'static str> {
        let mut state = self.state();
        match state.deployments.first_mut() {
            Some(first) if first.staged && first.locked => {
                first.locked = false;
                Ok(())
            }
            Some(first) if first.staged => Err("Staged deployment already unlocked"),
            Some(_) | None => Err("No pending staged deployment found"),
        }
    }

    /// Keeps the deployment at a place in boot order, or does not keep it any longer.
    pub(super) fn pin(&self, place: usize, keep: Keep) -> Result<(), String> {
        let mut state = self.state();
        let out_of_range = format!("Out of range deployment index {place}");
        let one = state.deployments.get_mut(place).ok_or(out_of_range)?;
        if one.staged {
            return Err("Cannot pin staged deployment".to_owned());
        }
        one.pinned = keep == Keep::Yes;
        Ok(())
    }

    /// Removes the deployment at a place in boot order.
    pub(super) fn undeploy(&self, place: usize) -> Result<(), String> {
        let mut state = self.state();
        match state.deployments.get(place) {
            None => Err(format!("Out of range deployment index {place}")),
            Some(one) if one.booted => {
                Err("Cannot undeploy currently booted deployment".to_owned())
            }
            Some(one) if one.pinned => Err("Cannot undeploy a pinned deployment".to_owned()),
            Some(_) => {
                state.deployments.remove(place);
                Ok(())
            }
        }
    }

    /// Notes that the running system has taken what is staged.
    pub(super) fn apply_live(&self) {
        let mut state = self.state();
        for one in state.deployments.iter_mut().filter(|one| one.booted) {
            one.live = true;
        }
    }

    /// Puts the deployment after the booted one, or else the booted one, first in boot order, and
    /// says which that is; `None` where nothing else is deployed.
    pub(super) fn roll_back(&self) -> Option<Deployment> {
        let mut state = self.state();
        state.deployments.retain(|one| !one.staged);
        if state.deployments.len() < 2 {
            return None;
        }
        let booted = state.deployments.iter().position(|one| one.booted)?;
        let target = if booted == 0 { 1 } else { booted };
        if target >= state.deployments.len() {
            return state.deployments.first().cloned();
        }
        let first = state.deployments.remove(target);
        state.deployments.insert(0, first.clone());
        Some(first)
    }

    /// Removes what stands before the booted deployment, what stands unpinned after it, or both; says
    /// how many.
    pub(super) fn clean(&self, pending: Keep, rollback: Keep) -> usize {
        let mut state = self.state();
        let before = state.deployments.len();
        let booted = state.deployments.iter().position(|one| one.booted);
        let booted = booted.unwrap_or(before);
        let mut place = 0;
        state.deployments.retain(|one| {
            let at = place;
            place += 1;
            at == booted || one.pinned || if at < booted { pending } else { rollback } == Keep::Yes
        });
        before - state.deployments.len()
    }

    /// Boots the first in boot order. A staged one becomes a deployment like the others; beside it stay what ran
    /// and what is pinned, as with ostree.
    pub(super) fn boot(&self, now: Timestamp) {
        let mut state = self.state();
        // What is locked is not finalized at shutdown.
        state.deployments.retain(|one| !one.locked);
        if state.deployments.first().is_some_and(|one| one.staged) {
            state
                .deployments
                .retain(|one| one.staged || one.booted || one.pinned);
        }
        for (place, deployment) in state.deployments.iter_mut().enumerate() {
            deployment.booted = place == 0;
            deployment.staged = false;
            deployment.live = false;
        }
        state.update_known = false;
        state.boot_time = now;
    }

    fn state(&self) -> MutexGuard<'_, Snapshot> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether what is staged waits until it is unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    Open,
    Closed,
}

/// Whether deployments are left be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Yes,
    No,
}

/// The SHA-256 of a text as 64 hexadecimal digits: commits, container and image ids.
pub(super) fn digest(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn image(scenario: &Scenario, index: usize, now: Timestamp) -> Image {
    let spec = &scenario.images[index];
    let built = now - SignedDuration::from_hours(24 * spec.age_days);
    let date = built.to_zoned(TimeZone::UTC).strftime("%Y%m%d").to_string();
    let version = format!("{}.{date}.3.0", spec.release);
    Image {
        index,
        release: spec.release,
        kernel: spec.kernel.clone(),
        built,
        base: digest(&format!("{}/{version}", scenario.branch)),
        version,
    }
}

#[cfg(test)]
mod tests;
