//! Changes that take time: one at a time per kind, watched by any number, kept for a while after.

use tokio::sync::watch;

use crate::model::{Operation, OperationId};

/// The operations of one host.
#[derive(Debug)]
pub struct Operations {}

impl Operations {
    /// Running and recent ones, newest first; at most 50.
    pub fn list(&self) -> Vec<Operation> {
        todo!()
    }

    /// Follows one: the current state, and each later one. `None` if there is no such operation.
    pub fn watch(&self, id: &OperationId) -> Option<watch::Receiver<Operation>> {
        todo!()
    }
}
