//! What of the demo host's services and power changes and outlives a boot: which units are switched on and run, what
//! is scheduled, how often it was booted. The fakes of systemd and logind read and change it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use super::scenario::{Scenario, Unit};

/// A unit as it stands.
#[derive(Debug, Clone)]
pub(super) struct Stand {
    pub unit: Unit,
    pub active: String,
    pub sub: String,
    /// `UnitFileState`.
    pub file_state: String,
}

/// A shutdown to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    /// logind's word, e.g. "reboot".
    pub kind: String,
    /// Microseconds since the epoch.
    pub at: u64,
}

/// What changes.
#[derive(Debug)]
pub(super) struct Machinery {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// By name.
    units: BTreeMap<String, Stand>,
    schedule: Option<Schedule>,
    wall_message: String,
    going_down: bool,
    boots: u32,
    booted_at: Timestamp,
}

impl Machinery {
    pub(super) fn new(scenario: &Scenario, booted_at: Timestamp) -> Self {
        let units = scenario.units.iter().map(|unit| {
            let stand = Stand {
                unit: unit.clone(),
                active: unit.active.clone(),
                sub: unit.sub.clone(),
                file_state: unit.file_state.clone(),
            };
            (unit.name.clone(), stand)
        });
        Self {
            state: Mutex::new(State {
                units: units.collect(),
                schedule: None,
                wall_message: String::new(),
                going_down: false,
                boots: 0,
                booted_at,
            }),
        }
    }

    /// By name.
    pub(super) fn units(&self) -> Vec<Stand> {
        self.state().units.values().cloned().collect()
    }

    pub(super) fn unit(&self, name: &str) -> Option<Stand> {
        self.state().units.get(name).cloned()
    }

    /// Changes a unit; `false` where there is none of that name.
    pub(super) fn change(&self, name: &str, change: impl FnOnce(&mut Stand)) -> bool {
        let mut state = self.state();
        let unit = state.units.get_mut(name);
        unit.map(change).is_some()
    }

    pub(super) fn schedule(&self) -> Option<Schedule> {
        self.state().schedule.clone()
    }

    /// What was scheduled before.
    pub(super) fn set_schedule(&self, schedule: Option<Schedule>) -> Option<Schedule> {
        std::mem::replace(&mut self.state().schedule, schedule)
    }

    pub(super) fn wall_message(&self) -> String {
        self.state().wall_message.clone()
    }

    pub(super) fn set_wall_message(&self, message: String) {
        self.state().wall_message = message;
    }

    pub(super) fn is_going_down(&self) -> bool {
        self.state().going_down
    }

    pub(super) fn go_down(&self) {
        self.state().going_down = true;
    }

    /// It starts anew: what was made while it ran is gone, and what is switched on runs.
    pub(super) fn boot(&self, now: Timestamp) {
        let mut state = self.state();
        state.going_down = false;
        state.schedule = None;
        state.wall_message.clear();
        state.boots += 1;
        state.booted_at = now;
        state.units.retain(|_, one| one.file_state != "transient");
        for unit in state.units.values_mut() {
            let is_timer = unit.unit.name.ends_with(".timer");
            if is_timer {
                let is_on = unit.file_state == "enabled";
                let (active, sub) = if is_on {
                    ("active", "waiting")
                } else {
                    ("inactive", "dead")
                };
                (unit.active, unit.sub) = (active.to_owned(), sub.to_owned());
            }
        }
    }

    /// The kernel's boot id: another one each time.
    pub(super) fn boot_id(&self) -> String {
        let state = self.state();
        let digest = super::world::digest(&format!("{} {}", state.boots, state.booted_at));
        let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default();
        let parts = [
            part(0, 8),
            part(8, 12),
            part(12, 16),
            part(16, 20),
            part(20, 32),
        ];
        parts.join("-")
    }

    pub(super) fn booted_at(&self) -> Timestamp {
        self.state().booted_at
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
