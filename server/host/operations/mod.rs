//! Changes that take time: one at a time per kind and target, watched by any number, kept for a while
//! after, cancelled by dropping their work. How each ends is told to the audit log by its permit.

mod running;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use tokio::sync::{broadcast, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    access::Permit,
    model::{Event, HostId, Operation, OperationId, OperationKind, OperationState, Topic},
};

use super::HostError;
pub(super) use running::Running;

/// How many are kept after their end.
const KEPT: usize = 50;

/// How many may run side by side on one host.
const RUNNING: usize = 20;

/// The operations of one host.
#[derive(Debug)]
pub struct Operations {
    host: HostId,
    events: broadcast::Sender<Event>,
    tasks: TaskTracker,
    stop: CancellationToken,
    /// Newest first.
    all: Mutex<VecDeque<Entry>>,
}

#[derive(Debug)]
struct Entry {
    state: Arc<watch::Sender<Operation>>,
    cancel: CancellationToken,
}

/// What is to be done.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) kind: OperationKind,
    pub(super) target: Option<String>,
    pub(super) cancel: Cancel,
}

/// Whether its work may be dropped half-way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cancel {
    Possible,
    Impossible,
}

/// What came of asking for an operation.
#[derive(Debug)]
pub(super) enum Begun {
    /// None of this kind and target was running: the caller does the work.
    Started(Running),
    /// One is running: it can be followed to its end.
    Joined(watch::Receiver<Operation>),
}

impl Operations {
    /// Work runs on `tasks` and ends with `stop`.
    pub(super) fn new(
        host: HostId,
        events: broadcast::Sender<Event>,
        tasks: TaskTracker,
        stop: CancellationToken,
    ) -> Self {
        Self {
            host,
            events,
            tasks,
            stop,
            all: Mutex::default(),
        }
    }

    /// Running and recent ones, newest first.
    pub fn list(&self) -> Vec<Operation> {
        let all = self.all();
        all.iter()
            .map(|entry| entry.state.borrow().clone())
            .collect()
    }

    /// Follows one: the current state, and each later one. `None` if there is no such operation.
    pub fn watch(&self, id: &OperationId) -> Option<watch::Receiver<Operation>> {
        let all = self.all();
        let entry = all.iter().find(|entry| entry.state.borrow().id == *id)?;
        Some(entry.state.subscribe())
    }

    /// Ends one before it is done, and answers with its last state.
    pub async fn cancel(&self, permit: Permit, id: &OperationId) -> Result<Operation, HostError> {
        permit
            .record(async {
                let (cancel, mut follower) = self.cancellable(id)?;
                cancel.cancel();
                let end = follower.wait_for(|operation| operation.state != OperationState::Running);
                let end = end.await.map_err(|_| stopping())?;
                Ok(end.clone())
            })
            .await
    }

    /// Runs `work` to its end, whoever leaves meanwhile, and answers at once; joins one under way. The
    /// permit is settled at the real end. The work's answer is what came of it, in a sentence.
    pub(super) async fn run<F>(
        &self,
        task: Task,
        permit: Permit,
        work: impl FnOnce(Arc<Running>) -> F,
    ) -> Result<Operation, HostError>
    where
        F: Future<Output = Result<String, HostError>> + Send + 'static,
    {
        let begun = self.begin(task, permit.principal());
        self.go_on(begun, permit, work).await
    }

    /// The same for what is another thing each time, even with the same target: it joins nothing.
    pub(super) async fn run_apart<F>(
        &self,
        task: Task,
        permit: Permit,
        work: impl FnOnce(Arc<Running>) -> F,
    ) -> Result<Operation, HostError>
    where
        F: Future<Output = Result<String, HostError>> + Send + 'static,
    {
        let begun = self.begin_unless(task, permit.principal(), |_| false);
        self.go_on(begun, permit, work).await
    }

    async fn go_on<F>(
        &self,
        begun: Result<Begun, HostError>,
        permit: Permit,
        work: impl FnOnce(Arc<Running>) -> F,
    ) -> Result<Operation, HostError>
    where
        F: Future<Output = Result<String, HostError>> + Send + 'static,
    {
        let running = match begun {
            Ok(Begun::Started(running)) => Arc::new(running),
            Ok(Begun::Joined(follower)) => return Ok(self.join(follower, permit)),
            Err(error) => {
                permit.settle(Some(&error)).await;
                return Err(error);
            }
        };
        let now = running.snapshot();
        let work = work(Arc::clone(&running));
        // A stop drops the permit, which records that nobody saw the end.
        self.spawn(async move {
            match running.cancelled.run_until_cancelled(work).await {
                Some(Ok(outcome)) => {
                    permit.settle(None::<&HostError>).await;
                    running.succeed(outcome);
                }
                Some(Err(error)) => {
                    permit.settle(Some(&error)).await;
                    running.fail(&error.advice());
                }
                None => {
                    permit.settle(Some(&"cancelled")).await;
                    running.cancel();
                }
            }
        });
        Ok(now)
    }

    /// Runs work that must not end when its caller leaves, and records how it ended.
    pub(super) async fn see_through<T: Send + 'static>(
        &self,
        permit: Permit,
        work: impl Future<Output = Result<T, HostError>> + Send + 'static,
    ) -> Result<T, HostError> {
        let done = self.tasks.spawn(permit.record(work)).await;
        done.unwrap_or_else(|_| Err(stopping()))
    }

    /// Does work that must not be left half-way: it goes on when its caller is dropped, and when the console stops
    /// for as long as that takes.
    pub(super) async fn complete<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, HostError>> + Send + 'static,
    ) -> Result<T, HostError> {
        let done = self.tasks.spawn(work).await;
        done.unwrap_or_else(|_| Err(stopping()))
    }

    /// Lets `work` go on by itself until its end. It must end soon after [`Self::stop`].
    pub(super) fn track(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(work);
    }

    /// Cancelled when the program ends.
    pub(super) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Lets `work` go on by itself until its end, or the program's.
    pub(super) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks
            .spawn(self.stop.clone().run_until_cancelled_owned(work));
    }

    /// A second request for what is under way: its permit is settled at the end of the first, and says so.
    pub(super) fn join(&self, follower: watch::Receiver<Operation>, permit: Permit) -> Operation {
        let now = follower.borrow().clone();
        let note = format!("joined what {} had started", now.started_by);
        self.spawn(async move {
            let end = ended(follower).await;
            permit.settle_noting(end.err().as_ref(), &note).await;
        });
        now
    }

    /// Begins one, or joins the one of this kind and target that is running.
    pub(super) fn begin(&self, task: Task, by: &str) -> Result<Begun, HostError> {
        let (kind, target) = (task.kind, task.target.clone());
        let is_same = |other: &Operation| other.kind == kind && other.target == target;
        self.begin_unless(task, by, is_same)
    }

    /// Begins one, or joins a running one that `is_same`.
    fn begin_unless(
        &self,
        task: Task,
        by: &str,
        is_same: impl Fn(&Operation) -> bool,
    ) -> Result<Begun, HostError> {
        let Task {
            kind,
            target,
            cancel,
        } = task;
        let mut all = self.all();
        let mut running = 0;
        for entry in all.iter() {
            let operation = entry.state.borrow();
            if operation.state != OperationState::Running {
                continue;
            }
            if is_same(&operation) {
                return Ok(Begun::Joined(entry.state.subscribe()));
            }
            // The update services of hosts do one thing at a time.
            if kind.is_of_deployments() && operation.kind.is_of_deployments() {
                return Err(HostError::Conflict {
                    reason: format!(
                        "another change of the deployments is under way, started by {}; wait for its end",
                        operation.started_by
                    ),
                });
            }
            running += 1;
        }
        if running >= RUNNING {
            return Err(HostError::Conflict {
                reason: format!(
                    "{RUNNING} operations are under way on this host; wait for one to end"
                ),
            });
        }
        let (state, _) = watch::channel(Operation {
            id: fresh_id(),
            host: self.host.clone(),
            kind,
            target,
            state: OperationState::Running,
            cancellable: cancel == Cancel::Possible,
            started_by: by.to_owned(),
            started_at: Timestamp::now(),
            finished_at: None,
            progress: None,
            log: Vec::new(),
            error: None,
            outcome: None,
        });
        let entry = Entry {
            state: Arc::new(state),
            cancel: CancellationToken::new(),
        };
        let running = Running::new(
            Arc::clone(&entry.state),
            self.events.clone(),
            entry.cancel.clone(),
        );
        all.push_front(entry);
        let mut ended = 0;
        all.retain(|entry| {
            ended += usize::from(entry.state.borrow().state != OperationState::Running);
            ended < KEPT || entry.state.borrow().state == OperationState::Running
        });
        drop(all);
        running.say(Topic::Operations);
        Ok(Begun::Started(running))
    }

    fn cancellable(
        &self,
        id: &OperationId,
    ) -> Result<(CancellationToken, watch::Receiver<Operation>), HostError> {
        let all = self.all();
        let entry = all.iter().find(|entry| entry.state.borrow().id == *id);
        let entry = entry.ok_or_else(|| HostError::NotFound {
            what: format!("operation {id}"),
        })?;
        let operation = entry.state.borrow();
        if operation.cancellable {
            return Ok((entry.cancel.clone(), entry.state.subscribe()));
        }
        let reason = match operation.state {
            OperationState::Running => "it cannot be cancelled: half of it would be worse than all",
            OperationState::Succeeded | OperationState::Failed | OperationState::Cancelled => {
                "it has ended already"
            }
        };
        Err(HostError::Conflict {
            reason: reason.to_owned(),
        })
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn stopping() -> HostError {
    HostError::Conflict {
        reason: "the console is stopping".to_owned(),
    }
}

/// Waits for the end of an operation that was joined: its state, and why it failed.
pub(super) async fn ended(mut follower: watch::Receiver<Operation>) -> Result<(), String> {
    let end = follower
        .wait_for(|operation| operation.state != OperationState::Running)
        .await;
    match end {
        Ok(operation) => match (&operation.error, operation.state) {
            (Some(error), _) => Err(error.clone()),
            (None, OperationState::Cancelled) => Err("cancelled".to_owned()),
            (None, _) => Ok(()),
        },
        Err(_) => Err("the operation was lost".to_owned()),
    }
}

fn fresh_id() -> OperationId {
    let id = random_hex();
    id.parse().expect("hexadecimal digits are an operation id")
}

/// 32 hexadecimal digits that nobody can guess.
pub(super) fn random_hex() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the kernel gives random bytes");
    format!("{:032x}", u128::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests;
