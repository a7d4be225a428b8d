//! Changes that take time: one at a time per kind, watched by any number, kept for a while after.
//! What they do is their backend's business; how they end is told to the audit log by `Host`.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use tokio::sync::{broadcast, watch};

use crate::model::{
    Event, HostId, LOG_LINES, Operation, OperationId, OperationKind, OperationState, Progress,
    Topic,
};

/// How many are kept, running ones included.
const KEPT: usize = 50;

/// Bytes of one line of the log; longer ones are cut there.
const LOG_LINE_BYTES: usize = 2048;

/// The operations of one host.
#[derive(Debug)]
pub struct Operations {
    host: HostId,
    events: broadcast::Sender<Event>,
    /// Newest first.
    all: Mutex<VecDeque<Arc<watch::Sender<Operation>>>>,
}

/// What came of asking for an operation.
#[derive(Debug)]
pub(super) enum Begun {
    /// None of this kind was running: the caller does the work.
    Started(Running),
    /// One is running: it can be followed to its end.
    Joined(watch::Receiver<Operation>),
}

/// A running operation in the hands of who does the work. Dropped without an end, it has failed.
#[derive(Debug)]
pub(super) struct Running {
    state: Arc<watch::Sender<Operation>>,
    events: broadcast::Sender<Event>,
}

impl Operations {
    pub(super) fn new(host: HostId, events: broadcast::Sender<Event>) -> Self {
        Self {
            host,
            events,
            all: Mutex::default(),
        }
    }

    /// Running and recent ones, newest first; at most 50.
    pub fn list(&self) -> Vec<Operation> {
        self.all()
            .iter()
            .map(|state| state.borrow().clone())
            .collect()
    }

    /// Follows one: the current state, and each later one. `None` if there is no such operation.
    pub fn watch(&self, id: &OperationId) -> Option<watch::Receiver<Operation>> {
        let all = self.all();
        let state = all.iter().find(|state| state.borrow().id == *id)?;
        Some(state.subscribe())
    }

    /// Begins one, or joins the one of this kind that is running.
    pub(super) fn begin(&self, kind: OperationKind, by: &str) -> Begun {
        let mut all = self.all();
        let running = all.iter().find(|state| {
            let operation = state.borrow();
            operation.kind == kind && operation.state == OperationState::Running
        });
        if let Some(state) = running {
            return Begun::Joined(state.subscribe());
        }
        let (state, _) = watch::channel(Operation {
            id: fresh_id(),
            host: self.host.clone(),
            kind,
            state: OperationState::Running,
            started_by: by.to_owned(),
            started_at: Timestamp::now(),
            finished_at: None,
            progress: None,
            log: Vec::new(),
            error: None,
        });
        let state = Arc::new(state);
        all.push_front(Arc::clone(&state));
        // Those that run are few, and among the newest.
        all.truncate(KEPT);
        drop(all);
        let running = Running {
            state,
            events: self.events.clone(),
        };
        running.say(Topic::Operations);
        Begun::Started(running)
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<Arc<watch::Sender<Operation>>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    /// As it stands.
    pub(super) fn snapshot(&self) -> Operation {
        self.state.borrow().clone()
    }

    /// Adds what the backend said to the log.
    pub(super) fn log(&self, text: &str) {
        self.state.send_modify(|operation| {
            for line in text.lines() {
                let end = line.floor_char_boundary(LOG_LINE_BYTES);
                operation.log.push(line[..end].to_owned());
            }
            let surplus = operation.log.len().saturating_sub(LOG_LINES);
            operation.log.drain(..surplus);
        });
    }

    /// Says how far it is.
    pub(super) fn progress(&self, progress: Progress) {
        self.state
            .send_modify(|operation| operation.progress = Some(progress));
    }

    /// Ends it: done, or failed for this reason.
    pub(super) fn finish(self, failure: Option<&impl fmt::Display>) {
        self.end(failure.map(ToString::to_string));
    }

    fn end(&self, error: Option<String>) {
        self.state.send_modify(|operation| {
            operation.state = match error {
                None => OperationState::Succeeded,
                Some(_) => OperationState::Failed,
            };
            operation.finished_at = Some(Timestamp::now());
            operation.progress = None;
            operation.error = error;
        });
        let kind = self.state.borrow().kind;
        match kind {
            OperationKind::DeploymentCheck | OperationKind::DeploymentUpgrade => {
                self.say(Topic::Deployments);
            }
        }
        self.say(Topic::Operations);
    }

    /// Nobody listening is fine: the page fetches when it opens.
    fn say(&self, topic: Topic) {
        let host = Some(self.state.borrow().host.clone());
        let _listeners = self.events.send(Event { host, topic });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let running = self.state.borrow().state == OperationState::Running;
        if running {
            self.end(Some(
                "the console stopped watching; the host may have gone on".to_owned(),
            ));
        }
    }
}

/// Waits for the end of an operation that was joined: its state, and why it failed.
pub(super) async fn ended(mut follower: watch::Receiver<Operation>) -> Result<(), String> {
    let end = follower
        .wait_for(|operation| operation.state != OperationState::Running)
        .await;
    match end {
        Ok(operation) => match &operation.error {
            None => Ok(()),
            Some(error) => Err(error.clone()),
        },
        Err(_) => Err("the operation was lost".to_owned()),
    }
}

/// 32 hexadecimal digits.
fn fresh_id() -> OperationId {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the kernel gives random bytes");
    let id = format!("{:032x}", u128::from_be_bytes(bytes));
    id.parse().expect("hexadecimal digits are an operation id")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations() -> (Operations, broadcast::Receiver<Event>) {
        let (events, heard) = broadcast::channel(256);
        let host = "local".parse().expect("a host id");
        (Operations::new(host, events), heard)
    }

    fn start(operations: &Operations, kind: OperationKind) -> Running {
        match operations.begin(kind, "ada") {
            Begun::Started(running) => running,
            Begun::Joined(_) => panic!("none was running"),
        }
    }

    #[tokio::test]
    async fn a_second_request_joins_and_a_different_one_does_not() {
        let (operations, _heard) = operations();
        let check = start(&operations, OperationKind::DeploymentCheck);
        let joined = match operations.begin(OperationKind::DeploymentCheck, "bob") {
            Begun::Joined(follower) => follower,
            Begun::Started(_) => panic!("one was running"),
        };
        assert_eq!(joined.borrow().id, check.snapshot().id);
        let upgrade = start(&operations, OperationKind::DeploymentUpgrade);
        assert_eq!(operations.list().len(), 2);
        check.finish(None::<&String>);
        assert_eq!(ended(joined).await, Ok(()));
        upgrade.finish(Some(&"disk full"));
        let newest = operations.list().remove(0);
        assert_eq!(newest.error.as_deref(), Some("disk full"));
        assert!(newest.finished_at.is_some());
        drop(start(&operations, OperationKind::DeploymentCheck));
        assert_eq!(operations.list()[0].state, OperationState::Failed);
    }

    #[test]
    fn the_log_and_the_history_are_bounded() {
        let (operations, _heard) = operations();
        let running = start(&operations, OperationKind::DeploymentCheck);
        for line in 0..=LOG_LINES {
            running.log(&line.to_string());
        }
        running.log(&"ä".repeat(LOG_LINE_BYTES));
        let log = running.snapshot().log;
        assert_eq!(log.len(), LOG_LINES);
        assert_eq!(log[0], "2");
        assert_eq!(log.last().map(String::len), Some(LOG_LINE_BYTES));
        running.finish(None::<&String>);
        for _ in 0..KEPT + 5 {
            start(&operations, OperationKind::DeploymentCheck).finish(None::<&String>);
        }
        assert_eq!(operations.list().len(), KEPT);
    }

    #[test]
    fn its_start_and_its_end_are_told() {
        let (operations, mut heard) = operations();
        start(&operations, OperationKind::DeploymentCheck).finish(None::<&String>);
        let topics: Vec<Topic> =
            std::iter::from_fn(|| heard.try_recv().ok().map(|event| event.topic)).collect();
        let expected = [Topic::Operations, Topic::Deployments, Topic::Operations];
        assert_eq!(topics, expected);
    }
}
