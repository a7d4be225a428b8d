//! The container engine of a host as the rest of the program sees it. Each of its tasks has a file here;
//! what changes something takes a permit and goes on when its caller leaves.

use std::sync::Arc;

use futures_util::stream::BoxStream;
use tokio::net::UnixStream;

use crate::{
    host::{HostError, Operations},
    model::{ContainerList, ContainerRef, LogLine},
};

use super::{Engines, LogQuery, logs, newer::NewerImages};

/// Containers, images, volumes and networks of one host.
#[derive(Debug, Clone)]
pub struct ContainerEngine {
    pub(super) engines: Arc<Engines>,
    pub(super) operations: Arc<Operations>,
    /// What registries said last.
    pub(super) newer: Arc<NewerImages>,
}

impl ContainerEngine {
    pub(in crate::host) fn new(engines: Arc<Engines>, operations: Arc<Operations>) -> Self {
        Self {
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

    /// A container's log; ends when the container stops, or at once if not following.
    pub async fn log(
        &self,
        container: &ContainerRef,
        query: LogQuery,
    ) -> Result<BoxStream<'static, Result<LogLine, HostError>>, HostError> {
        logs::follow(Arc::clone(&self.engines), container, query).await
    }

    /// A connection of one's own to the engine's socket, for a raw channel.
    pub async fn open(&self) -> Result<UnixStream, HostError> {
        self.engines.open().await
    }
}
