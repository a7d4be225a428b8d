//! What happened on the engine, newest last, in a ring of bounded length. Fed by the watch; after a
//! reconnection the engine tells some events again, and they are noted once. A container that is
//! restarted again and again within a minute has one entry for all of it.

mod restarts;
mod words;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

use crate::model::{ContainerRef, TimelineEntry, TimelineSubject};

use super::{ContainerEngine, events::EngineEvent};
use restarts::{Restarts, Turn};

/// Entries that are kept; older ones go.
const ENTRIES: usize = 1000;

/// Events that are told apart from those told again.
const KNOWN: usize = 4096;

/// Containers whose name, health and restarts are remembered.
const CONTAINERS: usize = 10_000;

/// What comes with a start or an end comes this close to it, and the same thing twice.
const BESIDE: SignedDuration = SignedDuration::from_secs(5);
const AGAIN: SignedDuration = SignedDuration::from_secs(1);

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recorded {
    /// It was told before.
    Again,
    /// It is an entry, or changed one.
    Entry,
    /// It tells a person nothing.
    Nothing,
}

/// What happened on one host's engine.
#[derive(Debug, Default)]
pub(super) struct Timeline(Mutex<Ring>);

#[derive(Debug, Default)]
struct Ring {
    /// Oldest first.
    entries: VecDeque<Noted>,
    /// Hashes of events, oldest first.
    known: VecDeque<u64>,
    is_known: HashSet<u64>,
    newest: Option<Timestamp>,
    containers: HashMap<String, Remembered>,
}

#[derive(Debug)]
struct Noted {
    entry: TimelineEntry,
    /// The id of the container it is about, also where its subject is a network.
    container: Option<String>,
    /// It stands for many restarts, or is one turn of them.
    restart: Restart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Restart {
    No,
    /// A start, an end, a signal.
    Turn,
    /// All restarts since that moment.
    Folded(Timestamp),
}

/// Of a container that was not removed.
#[derive(Debug, Default)]
struct Remembered {
    name: String,
    health: String,
    /// When it last ran out of memory.
    out_of_memory: Option<Timestamp>,
    restarts: Restarts,
}

impl ContainerEngine {
    /// What happened, newest first; only about one container, if one is given by name, id or its start.
    pub fn timeline(&self, container: Option<&ContainerRef>) -> Vec<TimelineEntry> {
        self.engines.timeline.entries(container)
    }
}

impl Timeline {
    /// Takes notice of an event.
    pub(super) fn record(&self, event: &EngineEvent) -> Recorded {
        self.ring().record(event)
    }

    /// The time of the newest event; `None` before the first.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        self.ring().newest
    }

    fn entries(&self, container: Option<&ContainerRef>) -> Vec<TimelineEntry> {
        let ring = self.ring();
        let all = ring.entries.iter().rev();
        all.filter(|noted| container.is_none_or(|wanted| ring.concerns(noted, wanted.as_str())))
            .map(|noted| noted.entry.clone())
            .collect()
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn record(&mut self, event: &EngineEvent) -> Recorded {
        if !self.is_new(event) {
            return Recorded::Again;
        }
        if self.note(event) {
            Recorded::Entry
        } else {
            Recorded::Nothing
        }
    }

    /// Whether it is an entry, or changed one.
    fn note(&mut self, event: &EngineEvent) -> bool {
        self.newest = self.newest.max(Some(event.at));
        let container = match event.kind.as_str() {
            "container" => Some(event.id.clone()),
            _ => event.attributes.get("container").cloned(),
        };
        let Some(entry) = self.entry(event, container.as_deref()) else {
            return false;
        };
        let gone = matches!(event.action.as_str(), "destroy" | "remove");
        if gone && event.kind == "container" {
            self.containers.remove(&event.id);
        }
        let turn = Turn::of(event);
        if let (Some(turn), Some(id)) = (turn, container.as_deref())
            && let Some(folded) = self.restarts(id, turn, event.at)
        {
            self.fold(id, folded, entry);
            return true;
        }
        if entry.subject == TimelineSubject::Container && event.action == "start" {
            self.forget_connections(&event.id, event.at);
        }
        if self.is_beside(&entry, container.as_deref()) {
            return false;
        }
        self.push(Noted {
            entry,
            container,
            restart: if turn.is_some() {
                Restart::Turn
            } else {
                Restart::No
            },
        });
        true
    }

    fn is_new(&mut self, event: &EngineEvent) -> bool {
        let mut hasher = DefaultHasher::new();
        (event.at.as_nanosecond(), &event.kind, &event.action).hash(&mut hasher);
        (&event.id, &event.attributes).hash(&mut hasher);
        let hash = hasher.finish();
        if !self.is_known.insert(hash) {
            return false;
        }
        self.known.push_back(hash);
        if self.known.len() > KNOWN
            && let Some(oldest) = self.known.pop_front()
        {
            self.is_known.remove(&oldest);
        }
        true
    }

    /// The event in words; `None` if it says nothing new.
    fn entry(&mut self, event: &EngineEvent, container: Option<&str>) -> Option<TimelineEntry> {
        let mut out_of_memory = false;
        if event.kind == "container" {
            if self.containers.len() >= CONTAINERS && !self.containers.contains_key(&event.id) {
                self.containers.clear();
            }
            let remembered = self.containers.entry(event.id.clone()).or_default();
            if let Some(name) = event.attributes.get("name") {
                remembered.name.clone_from(name);
            }
            if let Some(health) = event.action.strip_prefix("health_status") {
                let health = health.trim_start_matches([':', ' ']);
                if health.is_empty() || remembered.health == health {
                    return None;
                }
                health.clone_into(&mut remembered.health);
            }
            match event.action.as_str() {
                "oom" => remembered.out_of_memory = Some(event.at),
                "start" => remembered.health.clear(),
                "die" => {
                    let at = remembered.out_of_memory.take();
                    out_of_memory = at.is_some_and(|at| event.at.duration_since(at) < BESIDE);
                }
                _ => {}
            }
        }
        let whose = container.map(|id| match self.containers.get(id) {
            Some(remembered) if !remembered.name.is_empty() => remembered.name.clone(),
            Some(_) | None => id.chars().take(12).collect(),
        });
        words::entry(event, whose.as_deref(), out_of_memory)
    }

    /// Counts a turn of a container; its restarts so far, where they are told as one.
    fn restarts(&mut self, id: &str, turn: Turn, at: Timestamp) -> Option<restarts::Folded> {
        self.containers.get_mut(id)?.restarts.turn(turn, at)
    }

    /// Puts the one entry for all restarts in the place of the turns that it stands for.
    fn fold(&mut self, id: &str, folded: restarts::Folded, turn: TimelineEntry) {
        self.entries.retain(|noted| {
            let replaced = match noted.restart {
                Restart::No => noted.entry.subject == TimelineSubject::Network,
                Restart::Turn => true,
                Restart::Folded(since) => since == folded.since,
            };
            let is_part = noted.container.as_deref() == Some(id) && noted.entry.at >= folded.since;
            !(replaced && is_part)
        });
        let entry = TimelineEntry {
            action: "restart".to_owned(),
            severity: folded.severity(),
            text: folded.text(),
            ..turn
        };
        self.push(Noted {
            entry,
            container: Some(id.to_owned()),
            restart: Restart::Folded(folded.since),
        });
    }

    /// Each start connects to its networks, and is told after that.
    fn forget_connections(&mut self, id: &str, at: Timestamp) {
        self.entries.retain(|noted| {
            noted.entry.subject != TimelineSubject::Network
                || noted.container.as_deref() != Some(id)
                || at.duration_since(noted.entry.at) > BESIDE
        });
    }

    /// Each end leaves the networks; Docker tells some things twice.
    fn is_beside(&self, entry: &TimelineEntry, container: Option<&str>) -> bool {
        let apart = match entry.subject {
            TimelineSubject::Network | TimelineSubject::Volume => true,
            TimelineSubject::Container
            | TimelineSubject::Image
            | TimelineSubject::Pod
            | TimelineSubject::Engine => false,
        };
        let near = self
            .entries
            .iter()
            .rev()
            .take_while(|noted| entry.at.duration_since(noted.entry.at) < BESIDE);
        let mut near = near.filter(|_| apart);
        near.any(|noted| {
            let same = noted.entry.subject == entry.subject
                && noted.entry.name == entry.name
                && noted.entry.text == entry.text
                && entry.at.duration_since(noted.entry.at) < AGAIN;
            let ended = entry.action == "disconnect"
                && noted.container.is_some()
                && noted.container.as_deref() == container
                && matches!(noted.entry.action.as_str(), "die" | "restart");
            let folded = matches!(noted.restart, Restart::Folded(_))
                && noted.container.as_deref() == container;
            same || ended || folded
        })
    }

    fn push(&mut self, noted: Noted) {
        // The engine's own memory is in order, but several processes of Podman write it.
        let later = self.entries.iter().rev();
        let later = later.take_while(|other| other.entry.at > noted.entry.at);
        let place = self.entries.len() - later.count();
        self.entries.insert(place, noted);
        if self.entries.len() > ENTRIES {
            self.entries.pop_front();
        }
    }

    fn concerns(&self, noted: &Noted, wanted: &str) -> bool {
        let named = noted.entry.subject == TimelineSubject::Container && noted.entry.name == wanted;
        named
            || noted.container.as_deref().is_some_and(|id| {
                let remembered = self.containers.get(id);
                id.starts_with(wanted) || remembered.is_some_and(|one| one.name == wanted)
            })
    }
}

#[cfg(test)]
mod tests;
