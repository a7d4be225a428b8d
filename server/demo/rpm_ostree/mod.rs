//! A fake rpm-ostreed: `org.projectatomic.rpmostree1` as a real host serves it, over the demo's `World`.
//! `objects` are what the bus sees, `values` its dictionaries, `transaction` the private connection, `jobs` what happens on it.
//!
//! It never exits when idle, asks no polkit, and knows check, upgrade, rollback and cleanup only; the
//! other methods fail.

mod daemon;
mod jobs;
mod objects;
mod transaction;
mod values;

pub(super) use daemon::serve;
