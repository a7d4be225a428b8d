//! A running operation in the hands of who does its work: what it says, how far it is, how it ended.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use crate::model::{Event, LOG_LINES, Operation, OperationState, PROGRESS_PARTS, Progress, Topic};

/// Bytes of one line of the log; longer ones are cut there.
pub(super) const LOG_LINE_BYTES: usize = 2048;

/// Dropped without an end, it has failed.
#[derive(Debug)]
pub(in crate::host) struct Running {
    state: Arc<watch::Sender<Operation>>,
    events: broadcast::Sender<Event>,
    /// Somebody wants it to end.
    pub(in crate::host) cancelled: CancellationToken,
}

impl Running {
    pub(super) fn new(
        state: Arc<watch::Sender<Operation>>,
        events: broadcast::Sender<Event>,
        cancelled: CancellationToken,
    ) -> Self {
        Self {
            state,
            events,
            cancelled,
        }
    }

    /// As it stands.
    pub(in crate::host) fn snapshot(&self) -> Operation {
        self.state.borrow().clone()
    }

    /// Adds what the backend said to the log.
    pub(in crate::host) fn log(&self, text: &str) {
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
    pub(in crate::host) fn progress(&self, mut progress: Progress) {
        progress.parts.truncate(PROGRESS_PARTS);
        self.state
            .send_modify(|operation| operation.progress = Some(progress));
    }

    /// From here on it cannot be cancelled: half of the rest would be worse than all.
    pub(in crate::host) fn commit(&self) {
        self.state
            .send_modify(|operation| operation.cancellable = false);
    }

    /// Its work has begun and can be ended half-way.
    pub(in crate::host) fn allow_cancelling(&self) {
        self.state
            .send_modify(|operation| operation.cancellable = true);
    }

    /// It is done, and this came of it.
    pub(in crate::host) fn succeed(&self, outcome: impl Into<String>) {
        let outcome = Some(outcome.into()).filter(|text| !text.is_empty());
        self.end(OperationState::Succeeded, None, outcome);
    }

    /// It failed for this reason.
    pub(in crate::host) fn fail(&self, error: &impl fmt::Display) {
        self.end(OperationState::Failed, Some(error.to_string()), None);
    }

    /// It was ended before it was done.
    pub(in crate::host) fn cancel(&self) {
        self.end(OperationState::Cancelled, None, None);
    }

    fn end(&self, state: OperationState, error: Option<String>, outcome: Option<String>) {
        self.state.send_modify(|operation| {
            operation.state = state;
            operation.finished_at = Some(Timestamp::now());
            operation.cancellable = false;
            operation.progress = None;
            operation.error = error;
            operation.outcome = outcome;
        });
        let kind = self.state.borrow().kind;
        kind.topics().iter().for_each(|topic| self.say(*topic));
        self.say(Topic::Operations);
    }

    /// Nobody listening is fine: the page fetches when it opens.
    pub(super) fn say(&self, topic: Topic) {
        let host = Some(self.state.borrow().host.clone());
        let _listeners = self.events.send(Event { host, topic });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let running = self.state.borrow().state == OperationState::Running;
        if running {
            self.fail(&"the console stopped watching; the host may have gone on");
        }
    }
}
