//! The demo host's containers as they are now, and the clock that lets them write, end and start again.
//! What the API says of them is in `json`.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use jiff::Timestamp;
use tokio::{
    sync::{broadcast, watch},
    time::{Instant, sleep, sleep_until},
};

use super::{
    container::{Container, Process},
    json,
    log::Output,
};
use crate::demo::{
    Pace,
    scenario::{Container as Spec, Restart},
    world::World,
};

/// Events that a slow listener may be behind; after that it misses some.
const EVENTS: usize = 256;
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
    pace: Pace,
    containers: Mutex<Vec<Container>>,
    events: broadcast::Sender<Bytes>,
    /// Wakes the clock.
    due: watch::Sender<()>,
}

impl Engine {
    /// The scenario's containers, running since the last boot.
    pub(in crate::demo) fn new(world: Arc<World>, pace: Pace, now: Timestamp) -> Self {
        let boot = world.snapshot().boot_time;
        let specs = world.scenario.containers.iter().enumerate();
        let containers = specs.map(|(index, spec)| Container::new(spec, index, boot, now, pace));
        Self {
            containers: Mutex::new(containers.collect()),
            events: broadcast::channel(EVENTS).0,
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
        for container in &mut *self.containers() {
            if container.process != Process::Exited {
                self.end(container, 0, Process::Exited);
            }
        }
    }

    /// The host has come up: containers run again as their restart policy says.
    pub(in crate::demo) fn power_on(&self) {
        for container in &mut *self.containers() {
            let again = match self.spec(container).restart {
                Restart::No => false,
                Restart::Always => true,
                Restart::UnlessStopped => !container.stopped,
            };
            if again {
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
        let reference = reference.trim_start_matches('/');
        let mut containers = self.containers();
        let named = |one: &Container| self.spec(one).name == reference || one.id == reference;
        let found = containers.iter().position(named).or_else(|| {
            let like =
                |one: &&mut Container| !reference.is_empty() && one.id.starts_with(reference);
            let mut starts = containers.iter_mut().filter(like);
            let first = starts.next()?.index;
            starts.next().is_none().then_some(first)
        })?;
        let container = &mut containers[found];
        let spec = self.spec(container);
        Some(read(container, spec))
    }

    /// Reads all of them, in the scenario's order.
    pub(super) fn each<T>(&self, read: impl Fn(&Container, &Spec) -> T) -> Vec<T> {
        let containers = self.containers();
        let all = containers.iter();
        all.map(|one| read(one, self.spec(one))).collect()
    }

    /// What happens from now on, a JSON document an event.
    pub(super) fn events(&self) -> broadcast::Receiver<Bytes> {
        self.events.subscribe()
    }

    /// `None`: there is no such container.
    pub(super) fn start(&self, reference: &str) -> Option<Change> {
        self.find(reference, |container, _| match container.process {
            Process::Running { .. } => Change::Unneeded,
            Process::Restarting { .. } | Process::Exited => {
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
                Process::Running { .. } => {
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
                Process::Exited => Some(Change::Unneeded),
            }
        })?;
        if at_once.is_some() {
            return at_once;
        }
        sleep(self.pace.of(STOPPING)).await;
        self.find(reference, |container, _| {
            if let Process::Running { .. } = container.process {
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
        for container in &mut *self.containers() {
            let spec = self.spec(container);
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
                Process::Restarting { .. } | Process::Exited => {}
            }
            if let Process::Restarting { again } = container.process {
                next = next.min(again);
            }
        }
        next
    }

    fn begin(&self, container: &mut Container) {
        let spec = self.spec(container);
        container.process = Process::running(spec, self.pace);
        container.started = Timestamp::now();
        container.exit_code = 0;
        container.stopped = false;
        container.run += 1;
        for line in &spec.start_log {
            container.write(spec, line, container.started);
        }
        self.tell(container, "start", &[]);
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

    fn end(&self, container: &mut Container, code: i64, then: Process) {
        container.process = then;
        container.exit_code = code;
        container.finished = Some(Timestamp::now());
        let code = code.to_string();
        self.tell(container, "die", &[("exitCode", code.as_str())]);
    }

    /// Tells that something has happened to it.
    fn tell(&self, container: &Container, action: &str, attributes: &[(&str, &str)]) {
        let event = json::event(container, self.spec(container), action, attributes);
        // Nobody may be listening.
        let _ = self.events.send(event);
        container.changed.send_replace(());
    }

    fn spec(&self, container: &Container) -> &Spec {
        &self.world.scenario.containers[container.index]
    }

    fn seconds(&self, real: f64) -> Duration {
        self.pace.of(Duration::from_secs_f64(real))
    }

    fn containers(&self) -> MutexGuard<'_, Vec<Container>> {
        self.containers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
