//! What the demo host's operating system is at this moment: deployments in boot order, what is known of
//! the update, when it was booted. The fake daemons read and change it; none of them keeps a copy.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use sha2::{Digest, Sha256};

use super::scenario::{Role, Scenario};

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
    /// The commit made here, with the layered package in it.
    pub checksum: String,
}

/// One deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deployment {
    pub image: Arc<Image>,
    /// Tells deployments of the same image apart.
    pub serial: i32,
    pub booted: bool,
    pub staged: bool,
    pub pinned: bool,
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
    /// What the remote has.
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
                serial: 0,
                booted: role == Role::Booted,
                staged: false,
                pinned: role == Role::Pinned,
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

    /// Whether staging would do anything.
    pub(super) fn can_stage(&self) -> bool {
        let state = self.state();
        state.deployments.first().map(|one| &one.image) != Some(&self.newest)
    }

    /// Stages the newest image: first in boot order, and bootable from the next shutdown on.
    pub(super) fn stage(&self) {
        self.check();
        let mut state = self.state();
        state.deployments.retain(|one| !one.staged);
        let same = state.deployments.iter();
        let same = same.filter(|one| one.image == self.newest);
        let staged = Deployment {
            image: Arc::clone(&self.newest),
            serial: same.map(|one| one.serial + 1).max().unwrap_or(0),
            booted: false,
            staged: true,
            pinned: false,
        };
        state.deployments.insert(0, staged);
    }

    /// Puts the deployment after the booted one, or else the booted one, first in boot order, and
    /// says which that is; `None` where nothing else is deployed.
    pub(super) fn roll_back(&self) -> Option<Deployment> {
        let mut state = self.state();
        if state.deployments.len() < 2 {
            return None;
        }
        state.deployments.retain(|one| !one.staged);
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

    /// Boots the first in boot order. A staged one becomes a deployment like the others, and takes the
    /// place of the unpinned rollback.
    pub(super) fn boot(&self, now: Timestamp) {
        let mut state = self.state();
        if state.deployments.first().is_some_and(|one| one.staged) {
            let rollback = state.rollback().cloned();
            state
                .deployments
                .retain(|one| one.pinned || Some(one) != rollback.as_ref());
        }
        for (place, deployment) in state.deployments.iter_mut().enumerate() {
            deployment.booted = place == 0;
            deployment.staged = false;
        }
        state.update_known = false;
        state.boot_time = now;
    }

    fn state(&self) -> MutexGuard<'_, Snapshot> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether [`World::clean`] leaves deployments be.
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
        checksum: digest(&format!(
            "{}/{version}+{}",
            scenario.branch, scenario.layered
        )),
        version,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> World {
        let now = "2026-11-22T20:00:00Z".parse().unwrap();
        World::new(Scenario::coreos().unwrap(), now).unwrap()
    }

    fn order(world: &World) -> Vec<(u32, bool, bool)> {
        let snapshot = world.snapshot();
        let rows = snapshot.deployments.iter();
        rows.map(|one| (one.image.release, one.booted, one.staged))
            .collect()
    }

    #[test]
    fn an_upgrade_is_staged_and_then_booted() {
        let world = world();
        assert!(world.check());
        world.stage();
        assert!(!world.can_stage());
        assert_eq!(order(&world)[..2], [(43, false, true), (42, true, false)]);
        world.boot(Timestamp::now());
        // The former rollback has gone, the pinned one has stayed.
        assert_eq!(
            order(&world),
            [(43, true, false), (42, false, false), (41, false, false)]
        );
        assert!(!world.check(), "nothing newer is on offer");
    }

    #[test]
    fn a_rollback_swaps_the_first_two_and_back() {
        let world = world();
        let before = world.snapshot().deployments;
        let target = world.roll_back().unwrap();
        assert_eq!(target, before[1]);
        assert_eq!(world.roll_back().unwrap(), before[0]);
        assert_eq!(world.snapshot().deployments, before);
    }

    #[test]
    fn what_was_rolled_back_can_be_staged_again() {
        let world = world();
        world.stage();
        world.boot(Timestamp::now());
        world.roll_back().unwrap();
        world.boot(Timestamp::now());
        assert!(world.check() && world.can_stage());
        world.stage();
        let serials: Vec<_> = world.snapshot().deployments;
        assert_eq!((serials[0].serial, serials[2].serial), (1, 0));
        world.boot(Timestamp::now());
        assert_eq!(
            order(&world),
            [(43, true, false), (42, false, false), (41, false, false)]
        );
    }

    #[test]
    fn cleaning_spares_the_booted_and_the_pinned() {
        let world = world();
        world.stage();
        assert_eq!(world.clean(Keep::No, Keep::No), 2);
        assert_eq!(order(&world), [(42, true, false), (41, false, false)]);
    }
}
