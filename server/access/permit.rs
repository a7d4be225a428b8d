//! Leave to change something, once. Whoever holds it owes the audit log an outcome; dropping it without
//! one records "unknown outcome".

use std::{fmt, time::Instant};

use tokio::sync::broadcast;

use crate::{
    model::{Action, Event, Outcome},
    store::{NewAuditEntry, Store},
};

/// Made by [`super::Gate::check`] only; taken by value by every function that changes a host.
#[must_use = "a permit is for doing something"]
pub struct Permit {
    store: Store,
    events: broadcast::Sender<Event>,
    line: i64,
    entry: NewAuditEntry,
    action: Action,
    since: Instant,
    settled: bool,
}

impl Permit {
    pub(super) fn new(
        store: Store,
        events: broadcast::Sender<Event>,
        line: i64,
        entry: NewAuditEntry,
    ) -> Self {
        Self {
            store,
            events,
            line,
            action: entry.action,
            entry,
            since: Instant::now(),
            settled: false,
        }
    }

    /// What it allows; a function checks that it was given the right one.
    pub fn action(&self) -> Action {
        self.action
    }

    /// The account it was given to.
    pub fn principal(&self) -> &str {
        &self.entry.principal
    }

    /// Does the work and records how it ended. Dropped meanwhile, it records "unknown outcome".
    pub async fn record<T, E: fmt::Display>(
        self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let result = work.await;
        self.settle(result.as_ref().err()).await;
        result
    }

    /// Records the outcome of work that was done elsewhere: success, or this failure.
    pub async fn settle(self, failure: Option<&impl fmt::Display>) {
        let detail = failure.map(ToString::to_string);
        self.end(failure.is_some(), detail).await;
    }

    /// The same, and what else there is to say of it, e.g. that the work was somebody else's.
    pub async fn settle_noting(self, failure: Option<&impl fmt::Display>, note: &str) {
        let detail = match failure {
            None => note.to_owned(),
            Some(failure) => format!("{note}: {failure}"),
        };
        self.end(failure.is_some(), Some(detail)).await;
    }

    async fn end(mut self, failed: bool, detail: Option<String>) {
        let outcome = if failed {
            Outcome::Failed
        } else {
            Outcome::Succeeded
        };
        let said = detail.clone();
        let ended = self
            .store
            .audit_end(self.line, outcome, detail, self.since.elapsed())
            .await;
        self.settled = true;
        super::journal::told(self.line, &self.entry, outcome, said.as_deref());
        match ended {
            Ok(()) => super::changed(&self.events),
            // The line stays "started", and reads "unknown" after the next start.
            Err(error) => tracing::error!(
                audit.id = self.line,
                error = &error as &dyn std::error::Error,
                "cannot complete an audit line"
            ),
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        super::journal::told(self.line, &self.entry, Outcome::Unknown, None);
        if self.store.audit_lost(self.line) {
            super::changed(&self.events);
        } else {
            tracing::error!(audit.id = self.line, "cannot complete an audit line");
        }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit")
            .field("line", &self.line)
            .field("action", &self.action)
            .field("principal", &self.entry.principal)
            .finish_non_exhaustive()
    }
}
