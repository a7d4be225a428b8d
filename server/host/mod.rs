//! A managed host in the administrator's words: facts, containers, deployments, operations. Knows no
//! HTTP, no session and no frames.

mod change;
mod command;
mod container;
mod dbus;
mod deployment;
mod drift;
mod error;
mod facts;
mod impact;
pub mod operations;
mod power;
mod probe;
mod remotes;
mod systemd;
mod systemd_dbus;
mod systemd_units;
mod update_policy;
mod verdict;
mod watch;

use std::sync::Arc;

use tokio::{sync::broadcast, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    model::{
        DeploymentId, Deployments, Difference, Event, FoundPackages, HostDetail, HostId,
        HostSummary, PackageName,
    },
    transport::Transport,
};

pub use container::{
    Attachment, BuildRequest, ContainerEngine, EventLines, GroupMember, ImageRemoval, Keys,
    LogFile, LogLines, LogQuery, LogTimes, Removal, Samples, ShellEnd, ShellOutput, ShellOwner,
    ShellRequest, Upload, WindowSize, filter_list,
};
pub use deployment::Side;
pub use error::HostError;
pub use operations::Operations;

use container::Engines;
use dbus::Bus;
use watch::Voice;

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

/// One managed host. Cheap to share behind `Arc`; its tasks live in the tracker it was given.
#[derive(Debug)]
pub struct Host {
    setup: HostSetup,
    operations: Arc<Operations>,
    bus: Arc<Bus>,
    engine: ContainerEngine,
    voice: Voice,
}

impl Host {
    /// Begins to watch the host; says what changed on `events`. All tasks run on `tasks` and end with `stop`.
    pub fn new(
        setup: HostSetup,
        events: broadcast::Sender<Event>,
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Arc<Self> {
        let transport = &setup.transport;
        let bus = Arc::new(Bus::new(transport.clone(), setup.system_bus.clone()));
        let engines = Engines::new(transport.clone(), setup.engine_socket.clone());
        let engines = Arc::new(engines);
        let voice = Voice {
            host: setup.id.clone(),
            events: events.clone(),
        };
        let others = events.subscribe();
        watch::start(&voice, &bus, &engines, tasks, &stop);
        let operations = Operations::new(setup.id.clone(), events, tasks.clone(), stop.clone());
        let operations = Arc::new(operations);
        let host = Arc::new(Self {
            setup,
            bus,
            engine: ContainerEngine::new(engines, Arc::clone(&operations)),
            operations,
            voice,
        });
        let adopting = watch::adopt(Arc::downgrade(&host), others);
        tasks.spawn(stop.run_until_cancelled_owned(adopting));
        host
    }

    pub fn id(&self) -> &HostId {
        &self.setup.id
    }

    pub async fn summary(&self) -> HostSummary {
        let name = match &self.setup.name {
            Some(name) => Some(name.clone()),
            None => facts::hostname(&self.setup.transport).await,
        };
        HostSummary {
            id: self.setup.id.clone(),
            name: name.unwrap_or_else(|| self.setup.id.to_string()),
            notice: self.setup.notice.clone(),
        }
    }

    /// Facts, capabilities (probed anew) and failed units; parts that do not answer are left out.
    pub async fn detail(&self) -> HostDetail {
        let units = timeout(probe::PART_TIMEOUT, systemd::failed_units(&self.bus));
        let (summary, facts, capabilities, units) = tokio::join!(
            self.summary(),
            facts::read(&self.setup.transport),
            probe::capabilities(&self.setup.transport, &self.bus, self.engine.engines()),
            units,
        );
        HostDetail {
            summary,
            facts,
            capabilities,
            // Why systemd does not answer stands with the capabilities.
            failed_units: units.ok().and_then(Result::ok),
        }
    }

    /// The container engine: containers, images, volumes, networks.
    pub fn engine(&self) -> &ContainerEngine {
        &self.engine
    }

    pub async fn deployments(&self) -> Result<Deployments, HostError> {
        let backend = deployment::probe(&self.setup.transport, &self.bus).await?;
        let (all, release) =
            tokio::join!(backend.deployments(), facts::release(&self.setup.transport));
        let mut all = all?;
        all.family = deployment::family(&release, &all);
        Ok(all)
    }

    /// What `later` has otherwise than `earlier`.
    pub async fn difference(
        &self,
        earlier: DeploymentId,
        later: Side,
    ) -> Result<Difference, HostError> {
        let backend = deployment::probe(&self.setup.transport, &self.bus).await?;
        backend.difference(earlier, later).await
    }

    /// Packages that could be layered, by a part of their name.
    pub async fn search_packages(&self, term: PackageName) -> Result<FoundPackages, HostError> {
        let backend = deployment::probe(&self.setup.transport, &self.bus).await?;
        backend.search(term).await
    }

    /// Operations of this host: running and recent.
    pub fn operations(&self) -> &Operations {
        &self.operations
    }

    /// A connection of one's own to the host's system bus, for a raw channel.
    pub async fn open_bus(&self) -> Result<zbus::Connection, HostError> {
        self.bus.own().await
    }
}
