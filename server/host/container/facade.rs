//! The container engine of a host as the rest of the program sees it. Each of its tasks has a file here;
//! what changes something takes a permit and goes on when its caller leaves.

use std::sync::Arc;

use tokio::net::UnixStream;

use crate::{
    host::{HostError, Operations},
    model::ContainerList,
};

use super::{Engines, exec::Shells, newer::NewerImages, stats::Sampler};

/// Containers, images, volumes and networks of one host.
#[derive(Debug, Clone)]
pub struct ContainerEngine {
    pub(super) engines: Arc<Engines>,
    pub(super) operations: Arc<Operations>,
    pub(super) sampler: Arc<Sampler>,
    pub(super) shells: Arc<Shells>,
    /// What registries said last.
    pub(super) newer: Arc<NewerImages>,
}

impl ContainerEngine {
    pub(in crate::host) fn new(engines: Arc<Engines>, operations: Arc<Operations>) -> Self {
        Self {
            sampler: Sampler::new(Arc::clone(&engines), Arc::clone(&operations)),
            shells: Arc::default(),
            engines,
            operations,
            newer: Arc::default(),
        }
    }

    pub(in crate::host) fn engines(&self) -> &Engines {
        &self.engines
    }

    /// All containers, stopped ones included, by name.
    pub async fn containers(&self) -> Result<ContainerList, HostError> {
        self.engines.list().await
    }

    /// A connection of one's own to the engine's socket, for a raw channel.
    pub async fn open(&self) -> Result<UnixStream, HostError> {
        self.engines.open().await
    }
}
