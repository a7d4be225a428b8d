//! What was learnt of containers beyond the engine's list, kept until something happens to them: each of them is
//! asked about once, however often the list is. And when they died last, which tells who does so all the time.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use super::{events::EngineEvent, inspect::Inspected};

/// Containers that are remembered; beyond these, all is forgotten.
const REMEMBERED: usize = 10_000;

/// So many ends within [`LOOP_TIME`] are a crash loop.
const LOOP_ENDS: usize = 3;
pub(super) const LOOP_TIME: SignedDuration = SignedDuration::from_mins(10);

/// What the engines' lists leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Learnt {
    pub(super) restarts: u32,
    pub(super) started_at: Option<Timestamp>,
    pub(super) selinux_label: Option<String>,
}

impl From<Inspected> for Learnt {
    fn from(found: Inspected) -> Self {
        Self {
            restarts: found.restart_count,
            started_at: found.state.started_at,
            selinux_label: Some(found.process_label).filter(|label| !label.is_empty()),
        }
    }
}

/// Of one engine.
#[derive(Debug, Default)]
pub(super) struct Known {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// By id; `None` while it is being asked about.
    learnt: HashMap<String, Option<Learnt>>,
    /// By name, as a unit makes a new container each time: the last few, oldest first.
    deaths: HashMap<String, VecDeque<Timestamp>>,
}

impl Known {
    pub(super) fn get(&self, id: &str) -> Option<Learnt> {
        self.inner().learnt.get(id).cloned().flatten()
    }

    /// It is going to be asked about; what happens to it from now on makes the answer old.
    pub(super) fn asking(&self, id: &str) {
        let mut inner = self.inner();
        if inner.learnt.len() >= REMEMBERED {
            inner.learnt.clear();
        }
        inner.learnt.insert(id.to_owned(), None);
    }

    /// The answer, if nothing has happened since.
    pub(super) fn learn(&self, id: &str, learnt: Learnt) {
        if let Some(entry) = self.inner().learnt.get_mut(id) {
            *entry = Some(learnt);
        }
    }

    /// Something happened to it.
    fn forget(&self, id: &str) {
        self.inner().learnt.remove(id);
    }

    /// The engine told this. A container that somebody stopped dies as well: the count of its restarts tells whether
    /// it was started again by the engine.
    pub(super) fn heard(&self, event: &EngineEvent) {
        self.forget(&event.id);
        let name = event.attributes.get("name");
        if let ("die" | "died", Some(name)) = (event.action.as_str(), name) {
            self.died(name, event.at);
        }
    }

    /// Nobody listened for a while.
    pub(super) fn forget_all(&self) {
        self.inner().learnt.clear();
    }

    /// It ended.
    fn died(&self, name: &str, at: Timestamp) {
        let mut inner = self.inner();
        if inner.deaths.len() >= REMEMBERED {
            inner.deaths.clear();
        }
        let deaths = inner.deaths.entry(name.to_owned()).or_default();
        // An engine may tell the last ones again.
        if deaths.back().is_some_and(|last| at <= *last) {
            return;
        }
        deaths.push_back(at);
        if deaths.len() > LOOP_ENDS {
            deaths.pop_front();
        }
    }

    /// It has ended again and again lately.
    pub(super) fn keeps_dying(&self, name: &str, now: Timestamp) -> bool {
        let inner = self.inner();
        let Some(deaths) = inner.deaths.get(name) else {
            return false;
        };
        deaths.len() >= LOOP_ENDS && deaths.iter().all(|at| now.duration_since(*at) <= LOOP_TIME)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// So many restarts by the engine, all of them within the time of a crash loop: nobody need have listened.
pub(super) fn restarted_in_a_row(restarts: u32, created: Timestamp, started: Timestamp) -> bool {
    restarts as usize >= LOOP_ENDS && started.duration_since(created) <= LOOP_TIME
}

/// So many restarts by the engine that it may be a crash loop.
pub(super) fn restarted_often(restarts: u32) -> bool {
    restarts as usize >= LOOP_ENDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt() -> Learnt {
        Learnt {
            restarts: 1,
            started_at: None,
            selinux_label: None,
        }
    }

    #[test]
    fn an_answer_older_than_an_event_is_not_kept() {
        let known = Known::default();
        known.asking("a");
        assert_eq!(known.get("a"), None);
        known.learn("a", learnt());
        assert_eq!(known.get("a"), Some(learnt()));
        known.asking("a");
        known.forget("a");
        known.learn("a", learnt());
        assert_eq!(known.get("a"), None);
    }

    #[test]
    fn three_ends_within_ten_minutes_are_a_crash_loop() {
        let known = Known::default();
        let start = Timestamp::UNIX_EPOCH;
        let at = |minutes| start + SignedDuration::from_mins(minutes);
        known.died("web", at(0));
        known.died("web", at(4));
        assert!(!known.keeps_dying("web", at(5)));
        known.died("web", at(8));
        assert!(known.keeps_dying("web", at(9)));
        assert!(!known.keeps_dying("web", at(11)));
        assert!(!known.keeps_dying("db", at(9)));
        known.died("web", at(11));
        assert!(known.keeps_dying("web", at(12)));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let known = Known::default();
        for id in 0..REMEMBERED + 10 {
            known.asking(&id.to_string());
            known.died(&id.to_string(), Timestamp::UNIX_EPOCH);
        }
        assert!(known.inner().learnt.len() <= REMEMBERED);
        assert!(known.inner().deaths.len() <= REMEMBERED);
    }
}
