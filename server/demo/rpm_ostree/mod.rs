//! A fake rpm-ostreed: `org.projectatomic.rpmostree1` as a real host serves it, over the demo's `World`.
//! `objects` and `os` are what the bus sees, `values` and `packages` its dictionaries, `request` what is asked, `transaction` the private connection, `jobs` what happens on it.
//!
//! It never exits when idle and asks no polkit. Local packages, modules, the initramfs and repositories cannot be
//! changed; what it does not know fails.

mod daemon;
mod jobs;
mod objects;
mod os;
mod packages;
mod request;
mod transaction;
mod values;

pub(super) use daemon::serve;
