//! The API: one file per resource, each handler with its own line of the document.

pub(super) mod audit;
pub(super) mod containers;
pub(super) mod deployments;
pub(super) mod hosts;
pub(super) mod operations;
pub(super) mod session;
