//! A managed host in the administrator's words: facts, containers, deployments, operations. Knows no
//! HTTP, no session and no frames.

mod error;
pub mod operations;

use std::sync::Arc;

use futures_util::stream::BoxStream;
use tokio::{net::UnixStream, sync::broadcast};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    access::Permit,
    model::{
        ContainerList, ContainerRef, ContainerVerb, Deployments, Event, HostDetail, HostId,
        HostSummary, LogLine, Operation,
    },
    transport::Transport,
};

pub use error::HostError;
pub use operations::Operations;

/// How a host is set up.
#[derive(Debug, Clone)]
pub struct HostSetup {
    pub id: HostId,
    /// Shown instead of the host's own name.
    pub name: Option<String>,
    /// A sentence to show on every page of this host.
    pub notice: Option<String>,
    pub transport: Transport,
    /// The engine's socket on the host; tried before the usual places.
    pub engine_socket: Option<String>,
    /// The system bus' D-Bus address on the host, instead of the usual socket.
    pub system_bus: Option<String>,
}

/// Which part of a container's log.
#[derive(Debug, Clone, Copy)]
pub struct LogQuery {
    /// Lines from the end; at most 10,000.
    pub tail: u32,
    /// Keep going as lines appear.
    pub follow: bool,
}

/// One managed host. Cheap to share behind `Arc`; its tasks live in the tracker it was given.
#[derive(Debug)]
pub struct Host {
    setup: HostSetup,
    operations: Operations,
}

impl Host {
    /// Begins to watch the host; says what changed on `events`. All tasks run on `tasks` and end with `stop`.
    pub fn new(
        setup: HostSetup,
        events: broadcast::Sender<Event>,
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Arc<Self> {
        todo!()
    }

    pub fn id(&self) -> &HostId {
        &self.setup.id
    }

    pub async fn summary(&self) -> HostSummary {
        todo!()
    }

    /// Facts, capabilities (probed anew) and failed units; parts that do not answer are left out.
    pub async fn detail(&self) -> HostDetail {
        todo!()
    }

    pub async fn containers(&self) -> Result<ContainerList, HostError> {
        todo!()
    }

    /// Starts, stops or restarts a container, and waits for the engine to say that it is done.
    pub async fn container(
        &self,
        permit: Permit,
        container: &ContainerRef,
        verb: ContainerVerb,
    ) -> Result<(), HostError> {
        todo!()
    }

    /// A container's log; ends when the container stops, or at once if not following.
    pub async fn container_log(
        &self,
        container: &ContainerRef,
        query: LogQuery,
    ) -> Result<BoxStream<'static, Result<LogLine, HostError>>, HostError> {
        todo!()
    }

    pub async fn deployments(&self) -> Result<Deployments, HostError> {
        todo!()
    }

    /// Asks the update service for news; joins a check under way.
    pub async fn check_for_update(&self, permit: Permit) -> Result<Operation, HostError> {
        todo!()
    }

    /// Downloads and stages the newest deployment; never reboots; joins an upgrade under way.
    pub async fn upgrade(&self, permit: Permit) -> Result<Operation, HostError> {
        todo!()
    }

    /// Restarts the host.
    pub async fn reboot(&self, permit: Permit) -> Result<(), HostError> {
        todo!()
    }

    /// Operations of this host: running and recent.
    pub fn operations(&self) -> &Operations {
        &self.operations
    }

    /// A connection of one's own to the host's system bus, for a raw channel.
    pub async fn open_bus(&self) -> Result<zbus::Connection, HostError> {
        todo!()
    }

    /// A connection of one's own to the engine's socket, for a raw channel.
    pub async fn open_engine(&self) -> Result<UnixStream, HostError> {
        todo!()
    }
}
