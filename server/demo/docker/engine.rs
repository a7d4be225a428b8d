//! The demo host's engine: its state, and the clock that lets containers write, end and start again. What
//! the API says of them is in `json`, what else can be done to them in `change`.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until},
};

use super::{
    container::{Container, Process},
    events::Events,
    log::Output,
    state::State,
};
use crate::demo::{
    Pace,
    scenario::{Container as Spec, Restart},
    world::World,
};

/// How long a container takes to stop.
const STOPPING: Duration = Duration::from_millis(600);
/// Longest sleep of the clock; it wakes earlier for what is due.
const IDLE: Duration = Duration::from_secs(60);

/// What became of a request to change a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Made,
    /// It was so already.
    Unneeded,
}

/// The container engine; it outlives reboots.
#[derive(Debug)]
pub(in crate::demo) struct Engine {
    pub(super) world: Arc<World>,
    pub(super) pace: Pace,
    pub(super) events: Events,
    state: Mutex<State>,
    /// Wakes the clock.
    due: watch::Sender<()>,
}

impl Engine {
    /// The scenario's containers, running since the last boot.
    pub(in crate::demo) fn new(world: Arc<World>, pace: Pace, now: Timestamp) -> Self {
        let boot = world.snapshot().boot_time;
        Self {
            state: Mutex::new(State::new(&world.scenario, boot, now, pace)),
            events: Events::new(),
            due: watch::channel(()).0,
            world,
            pace,
        }
    }

    /// Lets time pass, until dropped.
    pub(in crate::demo) async fn run(&self) {
        let mut woken = self.due.subscribe();
        loop {
            let next = self.tick(Instant::now());
            tokio::select! {
                () = sleep_until(next) => {}
                Ok(()) = woken.changed() => {}
            }
        }
    }

    /// The host goes down: everything that runs is stopped, though not by anybody's wish.
    pub(in crate::demo) fn power_off(&self) {
        for container in &mut self.state().containers {
            if container.is_live() {
                self.end(container, 0, Process::Exited);
            }
        }
    }

    /// The host has come up: containers run again as their restart policy says.
    pub(in crate::demo) fn power_on(&self) {
        for container in &mut self.state().containers {
            let again = match container.spec.restart {
                Restart::No => false,
                Restart::Always => true,
                Restart::UnlessStopped => !container.stopped,
            };
            if again && container.run > 0 {
                self.begin(container);
            }
        }
    }

    /// The container of this name, id, or start of an id that no other has.
    pub(super) fn find<T>(
        &self,
        reference: &str,
        read: impl FnOnce(&mut Container, &Spec) -> T,
    ) -> Option<T> {
        let mut state = self.state();
        let found = state.position(reference)?;
        let container = &mut state.containers[found];
        let spec = Arc::clone(&container.spec);
        Some(read(container, &spec))
    }

    /// How long it takes here what takes that long for real.
    pub(super) fn pace(&self, real: Duration) -> Duration {
        self.pace.of(real)
    }

    /// `None`: there is no such container.
    pub(super) fn start(&self, reference: &str) -> Option<Change> {
        self.find(reference, |container, _| match container.process {
            Process::Running { .. } | Process::Paused { .. } => Change::Unneeded,
            Process::Restarting { .. } | Process::Exited | Process::Created => {
                self.begin(container);
                Change::Made
            }
        })
    }

    /// Asks it to end, and waits.
    pub(super) async fn stop(&self, reference: &str) -> Option<Change> {
        let at_once = self.find(reference, |container, spec| {
            container.stopped = true;
            match container.process {
                Process::Running { .. } | Process::Paused { .. } => {
                    self.tell(container, "kill", &[("signal", "15")]);
                    for line in &spec.stop_log {
                        container.write(spec, line, Timestamp::now());
                    }
                    None
                }
                Process::Restarting { .. } => {
                    container.process = Process::Exited;
                    self.tell(container, "stop", &[]);
                    Some(Change::Made)
                }
                Process::Exited | Process::Created => Some(Change::Unneeded),
            }
        })?;
        if at_once.is_some() {
            return at_once;
        }
        sleep(self.pace.of(STOPPING)).await;
        self.find(reference, |container, _| {
            if container.has_process() {
                self.end(container, 0, Process::Exited);
                self.tell(container, "stop", &[]);
            }
            Change::Made
        })
    }

    pub(super) async fn restart(&self, reference: &str) -> Option<Change> {
        self.stop(reference).await?;
        self.find(reference, |container, _| {
            self.begin(container);
            self.tell(container, "restart", &[]);
            Change::Made
        })
    }

    /// Does what is due, and says when something is again.
    fn tick(&self, now: Instant) -> Instant {
        let mut next = now + IDLE;
        for container in &mut self.state().containers {
            let spec = &*Arc::clone(&container.spec);
            match container.process {
                Process::Running { end: Some(end), .. } if end <= now => {
                    self.end_by_itself(container, spec, now);
                }
                Process::Running { next_line, end } => {
                    let mut line = next_line;
                    if line <= now {
                        line = now + self.seconds(spec.log_every_s);
                        container.process = Process::Running {
                            next_line: line,
                            end,
                        };
                        container.write_turn(spec, Timestamp::now());
                    }
                    next = next.min(line);
                    next = end.map_or(next, |end| next.min(end));
                }
                Process::Restarting { again } if again <= now => {
                    container.restarts += 1;
                    self.begin(container);
                    next = now;
                }
                Process::Restarting { .. }
                | Process::Paused { .. }
                | Process::Exited
                | Process::Created => {}
            }
            if let Process::Restarting { again } = container.process {
                next = next.min(again);
            }
        }
        next
    }

    fn begin(&self, container: &mut Container) {
        let spec = &*Arc::clone(&container.spec);
        container.process = Process::running(spec, self.pace);
        container.started = Timestamp::now();
        container.exit_code = 0;
        container.stopped = false;
        container.run += 1;
        for line in &spec.start_log {
            container.write(spec, line, container.started);
        }
        self.tell(container, "start", &[]);
        self.wake();
    }

    /// Something is due earlier than the clock thinks.
    pub(super) fn wake(&self) {
        self.due.send_replace(());
    }

    fn end_by_itself(&self, container: &mut Container, spec: &Spec, now: Instant) {
        let Some(ending) = &spec.ends else {
            return;
        };
        for line in &ending.log {
            container.write_to(Output::Stderr, line, Timestamp::now());
        }
        let then = match spec.restart {
            Restart::No => Process::Exited,
            Restart::Always | Restart::UnlessStopped => Process::Restarting {
                again: now + self.seconds(ending.again_s),
            },
        };
        self.end(container, ending.code, then);
    }

    pub(super) fn end(&self, container: &mut Container, code: i64, then: Process) {
        container.process = then;
        container.exit_code = code;
        container.finished = Some(Timestamp::now());
        let code = code.to_string();
        self.tell(container, "die", &[("exitCode", code.as_str())]);
    }

    /// Tells that something has happened to it.
    pub(super) fn tell(&self, container: &Container, action: &str, attributes: &[(&str, &str)]) {
        let spec = &container.spec;
        let mut all: Vec<(&str, &str)> = spec.labels().into_iter().collect();
        all.extend([("image", spec.image.as_str()), ("name", spec.name.as_str())]);
        all.extend(attributes);
        self.events.tell("container", action, &container.id, &all);
        container.changed.send_replace(());
    }

    fn seconds(&self, real: f64) -> Duration {
        self.pace.of(Duration::from_secs_f64(real))
    }

    /// All that it keeps.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
