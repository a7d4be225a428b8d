//! The program's parts put together: what `serve` and `demo` run and `http` serves.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::broadcast;

use crate::{
    access::Gate,
    host::Host,
    model::{Event, HostId},
    store::Store,
};

/// Everything a request may need.
#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub gate: Gate,
    /// In order of their ids.
    pub hosts: BTreeMap<HostId, Arc<Host>>,
    /// What changed, for the `events` channels.
    pub events: broadcast::Sender<Event>,
}
