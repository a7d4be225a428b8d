//! A managed host in the administrator's words: facts, containers, deployments, operations. Knows no
//! HTTP, no session and no frames.

mod container;
mod dbus;
mod deployment;
mod error;
mod facts;
pub mod operations;
mod power;
mod probe;
mod systemd;
mod systemd_dbus;
mod watch;

use std::sync::Arc;

use futures_util::{StreamExt, stream::BoxStream};
use tokio::{
    net::UnixStream,
    sync::{broadcast, oneshot},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    access::Permit,
    model::{
        ContainerList, ContainerRef, ContainerVerb, Deployments, Event, HostDetail, HostId,
        HostSummary, LogLine, Operation, OperationKind,
    },
    transport::Transport,
};

pub use error::HostError;
pub use operations::Operations;

use container::Engines;
use dbus::Bus;
use deployment::Step;
use operations::{Begun, Running};
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
    bus: Arc<Bus>,
    engines: Arc<Engines>,
    tasks: TaskTracker,
    stop: CancellationToken,
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
        watch::start(&voice, &bus, &engines, tasks, &stop);
        Arc::new(Self {
            operations: Operations::new(setup.id.clone(), events),
            setup,
            bus,
            engines,
            tasks: tasks.clone(),
            stop,
        })
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
            probe::capabilities(&self.setup.transport, &self.bus, &self.engines),
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

    pub async fn containers(&self) -> Result<ContainerList, HostError> {
        self.engines.list().await
    }

    /// Starts, stops or restarts a container, and waits for the engine to say that it is done. Goes on,
    /// and is recorded, when the caller leaves meanwhile.
    pub async fn container(
        &self,
        permit: Permit,
        container: &ContainerRef,
        verb: ContainerVerb,
    ) -> Result<(), HostError> {
        let (engines, container) = (Arc::clone(&self.engines), container.clone());
        let work = async move {
            let acting = engines.act(&container, verb);
            permit.record(acting).await
        };
        self.see_through(work).await
    }

    /// A container's log; ends when the container stops, or at once if not following.
    pub async fn container_log(
        &self,
        container: &ContainerRef,
        query: LogQuery,
    ) -> Result<BoxStream<'static, Result<LogLine, HostError>>, HostError> {
        container::log(Arc::clone(&self.engines), container, query).await
    }

    pub async fn deployments(&self) -> Result<Deployments, HostError> {
        let backend = deployment::probe(&self.setup.transport, &self.bus).await?;
        backend.deployments().await
    }

    /// Asks the update service for news; joins a check under way.
    pub async fn check_for_update(&self, permit: Permit) -> Result<Operation, HostError> {
        self.operate(permit, OperationKind::DeploymentCheck).await
    }

    /// Downloads and stages the newest deployment; never reboots; joins an upgrade under way.
    pub async fn upgrade(&self, permit: Permit) -> Result<Operation, HostError> {
        self.operate(permit, OperationKind::DeploymentUpgrade).await
    }

    /// Restarts the host.
    pub async fn reboot(&self, permit: Permit) -> Result<(), HostError> {
        let bus = Arc::clone(&self.bus);
        self.see_through(async move { permit.record(power::reboot(&bus)).await })
            .await
    }

    /// Operations of this host: running and recent.
    pub fn operations(&self) -> &Operations {
        &self.operations
    }

    /// A connection of one's own to the host's system bus, for a raw channel.
    pub async fn open_bus(&self) -> Result<zbus::Connection, HostError> {
        self.bus.own().await
    }

    /// A connection of one's own to the engine's socket, for a raw channel.
    pub async fn open_engine(&self) -> Result<UnixStream, HostError> {
        self.engines.open().await
    }

    /// Begins an operation and answers when the backend has accepted it, or joins the one under way.
    /// Each permit is settled at the operation's real end; that of a second request says that it joined.
    async fn operate(&self, permit: Permit, kind: OperationKind) -> Result<Operation, HostError> {
        let running = match self.operations.begin(kind, permit.principal()) {
            Begun::Started(running) => running,
            Begun::Joined(follower) => {
                let now = follower.borrow().clone();
                let note = format!("joined what {} had started", now.started_by);
                self.tasks
                    .spawn(self.stop.clone().run_until_cancelled_owned(async move {
                        let end = operations::ended(follower).await;
                        permit.settle_noting(end.err().as_ref(), &note).await;
                    }));
                return Ok(now);
            }
        };
        let (transport, bus) = (self.setup.transport.clone(), Arc::clone(&self.bus));
        let (accepted, answer) = oneshot::channel();
        let work = operate(transport, bus, kind, running, permit, accepted);
        // A stop drops the permit, which records that nobody saw the end.
        self.tasks
            .spawn(self.stop.clone().run_until_cancelled_owned(work));
        answer.await.unwrap_or_else(|_| Err(stopping()))
    }

    /// Runs work that must not end when its caller leaves.
    async fn see_through<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, HostError>> + Send + 'static,
    ) -> Result<T, HostError> {
        let done = self.tasks.spawn(work).await;
        done.unwrap_or_else(|_| Err(stopping()))
    }
}

/// Does an operation's work from asking to its end.
async fn operate(
    transport: Transport,
    bus: Arc<Bus>,
    kind: OperationKind,
    running: Running,
    permit: Permit,
    accepted: oneshot::Sender<Result<Operation, HostError>>,
) {
    let asked = async {
        let backend = deployment::probe(&transport, &bus).await?;
        backend.begin(kind, permit.principal()).await
    };
    let mut steps = match asked.await {
        Ok(steps) => steps,
        Err(error) => {
            permit.settle(Some(&error)).await;
            running.finish(Some(&error));
            // Whoever asked may have left.
            drop(accepted.send(Err(error)));
            return;
        }
    };
    drop(accepted.send(Ok(running.snapshot())));
    let mut failure = None;
    while let Some(step) = steps.next().await {
        match step {
            Ok(Step::Said(text)) => running.log(&text),
            Ok(Step::Progress(progress)) => running.progress(progress),
            Err(error) => failure = Some(error),
        }
    }
    permit.settle(failure.as_ref()).await;
    running.finish(failure.as_ref());
}

fn stopping() -> HostError {
    HostError::Conflict {
        reason: "the console is stopping".to_owned(),
    }
}
