//! How often one container was restarted of late, and when that is told as one.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::words::{code, ended};
use crate::{host::container::events::EngineEvent, model::Severity};

/// So many restarts within [`SPAN`] are one entry.
const MANY: usize = 5;

/// One entry stands for the restarts of so long.
const SPAN: SignedDuration = SignedDuration::from_secs(60);

/// A step of a container's run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Started,
    Ended {
        code: Option<i64>,
    },
    OutOfMemory,
    /// A signal, or the word for what was told in steps already.
    Told,
}

/// Of one container.
#[derive(Debug, Default)]
pub(super) struct Restarts {
    /// When it last ended, since its last start.
    ended: Option<Timestamp>,
    /// When the runs ended that were followed by another within the last [`SPAN`], oldest first.
    recent: VecDeque<Timestamp>,
    folded: Option<Folded>,
}

/// Restarts that are told as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Folded {
    /// The end of the first run.
    pub(super) since: Timestamp,
    last: Timestamp,
    count: usize,
    code: Option<i64>,
    out_of_memory: bool,
}

impl Turn {
    /// `None` for what is no part of a restart.
    pub(super) fn of(event: &EngineEvent) -> Option<Self> {
        if event.kind != "container" {
            return None;
        }
        match event.action.as_str() {
            "start" => Some(Self::Started),
            "die" => Some(Self::Ended { code: code(event) }),
            "oom" => Some(Self::OutOfMemory),
            "kill" | "stop" | "restart" => Some(Self::Told),
            _ => None,
        }
    }
}

impl Restarts {
    /// Counts it; what is told as one, if this is part of it.
    pub(super) fn turn(&mut self, turn: Turn, at: Timestamp) -> Option<Folded> {
        match turn {
            Turn::Started => match self.ended.take() {
                Some(ended) => self.restarted(ended, at),
                None => None,
            },
            Turn::Ended { code } => {
                self.ended = Some(at);
                let folded = self.open(at)?;
                folded.code = code;
                Some(*folded)
            }
            Turn::OutOfMemory => {
                let folded = self.open(at)?;
                folded.out_of_memory = true;
                Some(*folded)
            }
            Turn::Told => self.open(at).copied(),
        }
    }

    fn restarted(&mut self, ended: Timestamp, at: Timestamp) -> Option<Folded> {
        let goes_on = self.open(at).map(|folded| *folded);
        if let Some(before) = goes_on {
            let within = at.duration_since(before.since) < SPAN;
            let now = Folded {
                since: if within { before.since } else { ended },
                last: at,
                count: if within { before.count + 1 } else { 1 },
                ..before
            };
            self.folded = Some(now);
            return Some(now);
        }
        self.folded = None;
        self.recent.push_back(ended);
        self.recent.retain(|then| at.duration_since(*then) < SPAN);
        if self.recent.len() < MANY {
            return None;
        }
        self.folded = Some(Folded {
            since: *self.recent.front()?,
            last: at,
            count: self.recent.len(),
            code: None,
            out_of_memory: false,
        });
        self.recent.clear();
        self.folded
    }

    /// The entry that still grows.
    fn open(&mut self, at: Timestamp) -> Option<&mut Folded> {
        let folded = self.folded.as_mut()?;
        (at.duration_since(folded.last) < SPAN).then_some(folded)
    }
}

impl Folded {
    pub(super) fn severity(&self) -> Severity {
        match self.code {
            Some(code) if self.out_of_memory || ended(code, false).0 == Severity::Bad => {
                Severity::Bad
            }
            Some(_) | None => Severity::Warning,
        }
    }

    /// "restarted 200 times within a minute; last ended with exit code 1: …".
    pub(super) fn text(&self) -> String {
        let times = match self.count {
            1 => "once more".to_owned(),
            count => format!("{count} times"),
        };
        let told = format!("restarted {times} within a minute");
        match self.code {
            Some(code) => format!("{told}; last {}", ended(code, self.out_of_memory).1),
            None => told,
        }
    }
}
