//! One container of the demo host: how it stands when the demo starts, and what it writes.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::{sync::watch, time::Instant};

use super::log::{Log, Output, render};
use crate::demo::{Pace, scenario::Container as Spec, world::digest};

/// Lines of the past that a running container starts with, at most.
const HISTORY: i32 = 80;
/// How long after the host a container is up.
const AFTER_BOOT: SignedDuration = SignedDuration::from_secs(21);

/// Where a container's process stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Process {
    Running {
        /// When its next line is due, and when it ends by itself.
        next_line: Instant,
        end: Option<Instant>,
    },
    /// It ended by itself and runs again at this moment.
    Restarting {
        again: Instant,
    },
    /// Frozen; it goes on with what was left.
    Paused {
        next_line: Instant,
        end: Option<Instant>,
    },
    Exited,
    /// Never started.
    Created,
}

/// A container's place on a network.
#[derive(Debug, Clone, Default)]
pub(super) struct Endpoint {
    pub address: String,
    pub aliases: Vec<String>,
}

/// One container.
#[derive(Debug)]
pub(super) struct Container {
    /// What it is, and how it behaves.
    pub spec: Arc<Spec>,
    /// The request it was made by; absent for those of the scenario.
    pub made: Option<Value>,
    /// By name.
    pub networks: BTreeMap<String, Endpoint>,
    /// Tells its process and its figures from those of others.
    pub number: usize,
    pub id: String,
    pub created: Timestamp,
    pub process: Process,
    /// Of the present or the last run.
    pub started: Timestamp,
    pub finished: Option<Timestamp>,
    pub exit_code: i64,
    /// `RestartCount`.
    pub restarts: u32,
    /// Somebody stopped it: `unless-stopped` leaves it so.
    pub stopped: bool,
    /// Runs so far: who follows the log of one stops where the next begins.
    pub run: u64,
    pub log: Log,
    /// Sent to on each new line and each change of state.
    pub changed: watch::Sender<()>,
}

impl Container {
    /// The scenario's container as it is `now`, on a host up since `boot`.
    pub(super) fn new(
        spec: &Arc<Spec>,
        number: usize,
        boot: Timestamp,
        now: Timestamp,
        pace: Pace,
    ) -> Self {
        let created = now - SignedDuration::from_hours(24 * spec.created_days);
        let mut container = Self {
            made: None,
            networks: BTreeMap::new(),
            number,
            id: digest(&format!("container/{}", spec.name)),
            created,
            process: Process::Exited,
            started: created.max(boot + AFTER_BOOT),
            finished: None,
            exit_code: spec.exited.unwrap_or(0),
            restarts: spec.restarts,
            stopped: false,
            run: 1,
            log: Log::default(),
            changed: watch::channel(()).0,
            spec: Arc::clone(spec),
        };
        let spec = &**spec;
        let seconds = |real: f64| SignedDuration::from_secs_f64(real);
        match (spec.exited, &spec.ends) {
            (Some(_), ends) => {
                let ran = ends.as_ref().map_or(0.0, |ends| ends.after_s);
                container.started = created;
                container.finished = Some(created + seconds(ran));
            }
            (None, ends) => {
                if let Some(ends) = ends {
                    // It ended a while ago, and has just begun anew.
                    container.started = now - seconds(2.0);
                    container.finished = Some(now - seconds(2.0 + ends.again_s));
                }
                container.process = Process::running(spec, pace);
            }
        }
        for line in &spec.start_log {
            container.write(spec, line, container.started);
        }
        if spec.exited.is_none() {
            for back in (1..HISTORY).rev() {
                let at = now - seconds(spec.log_every_s) * back;
                if at > container.started {
                    container.write_turn(spec, at);
                }
            }
        }
        container
    }

    /// Writes the line whose turn it is.
    pub(super) fn write_turn(&mut self, spec: &Spec, at: Timestamp) {
        let count = u64::try_from(spec.log.len()).unwrap_or(0);
        let turn = self.log.next().checked_rem(count);
        let turn = turn.and_then(|turn| usize::try_from(turn).ok());
        if let Some(line) = turn.and_then(|turn| spec.log.get(turn)) {
            self.write(spec, line, at);
        }
    }

    /// Writes a line where the container writes.
    pub(super) fn write(&mut self, spec: &Spec, line: &str, at: Timestamp) {
        let output = if spec.stderr {
            Output::Stderr
        } else {
            Output::Stdout
        };
        self.write_to(output, line, at);
    }

    pub(super) fn write_to(&mut self, output: Output, line: &str, at: Timestamp) {
        let text = render(line, self.log.next(), at);
        self.log.push(at, output, text);
        self.changed.send_replace(());
    }
}

impl Container {
    /// It has a process, frozen or not.
    pub(super) fn has_process(&self) -> bool {
        matches!(
            self.process,
            Process::Running { .. } | Process::Paused { .. }
        )
    }

    /// Its process is there or comes back: the engine does not remove it unless forced.
    pub(super) fn is_live(&self) -> bool {
        self.has_process() || matches!(self.process, Process::Restarting { .. })
    }
}

impl Process {
    /// A process that begins now.
    pub(super) fn running(spec: &Spec, pace: Pace) -> Self {
        let after = |seconds| Instant::now() + pace.of(Duration::from_secs_f64(seconds));
        Self::Running {
            next_line: after(spec.log_every_s),
            end: spec.ends.as_ref().map(|ends| after(ends.after_s)),
        }
    }
}
