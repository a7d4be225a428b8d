//! The program's parts put together: what `serve` and `demo` run and `http` serves.

mod verdict;

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

use tokio::sync::broadcast;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    access::{Gate, RoleError, Roles},
    auth::{Auth, AuthError, Clock, SessionLimits},
    config::Network,
    host::{Host, HostSetup},
    model::{Event, HostId, ImageRef, RegistryCredentials, RoleName, RoleSpec},
    registry::Registries,
    store::{Store, StoreError},
};

pub use verdict::Verdicts;

/// Events that a slow listener may fall behind by; it then fetches everything again.
const EVENTS: usize = 256;

/// How long tasks may take to end after `stop`.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// What an `App` is made from.
#[derive(Debug)]
pub struct Setup<'a> {
    /// The database file; created if it is not there.
    pub database: &'a Path,
    pub hosts: Vec<HostSetup>,
    pub sessions: SessionLimits,
    /// Origins beside the server's own, e.g. "https://console.example.org" of a reverse proxy.
    pub origins: Vec<String>,
    /// Trusted reverse proxies.
    pub proxies: Vec<Network>,
    pub clock: Clock,
    /// Of `roles.d`.
    pub roles: Vec<(RoleName, RoleSpec)>,
}

/// Everything a request may need.
#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub gate: Gate,
    pub auth: Auth,
    /// In order of their ids.
    pub hosts: BTreeMap<HostId, Arc<Host>>,
    /// What changed, for the `events` channels.
    pub events: broadcast::Sender<Event>,
    /// What image registries are asked through, for all hosts.
    pub registries: Arc<Registries>,
    /// What became of the hosts' boots.
    pub verdicts: Verdicts,
    pub origins: Vec<String>,
    pub proxies: Vec<Network>,
    /// Cancelled when the program ends: channels close with `terminated`.
    pub stop: CancellationToken,
    /// Everything that runs beyond a request.
    pub tasks: TaskTracker,
}

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Auth(#[from] AuthError),
    #[error(transparent)]
    Role(#[from] RoleError),
}

impl App {
    /// Opens the database, settles what an earlier process left open, and begins to watch the hosts.
    pub async fn start(setup: Setup<'_>) -> Result<Arc<Self>, StartError> {
        let store = Store::open(setup.database)?;
        let lost = store.audit_recover().await?;
        if lost > 0 {
            tracing::warn!(audit.lines = lost, "an earlier run ended during actions");
        }
        let (events, _) = broadcast::channel(EVENTS);
        let roles = Roles::load(store.clone(), setup.roles).await?;
        let clock = setup.clock.clone();
        let gate = Gate::new(store.clone(), events.clone(), clock.clone(), roles);
        let auth = Auth::new(store.clone(), gate.clone(), setup.clock, setup.sessions)?;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let verdicts = Verdicts {
            store: store.clone(),
            gate: gate.clone(),
            clock,
            events: events.clone(),
            tasks: tasks.clone(),
            stop: stop.clone(),
        };
        let hosts = setup.hosts.into_iter().map(|host| {
            let host = Host::new(host, events.clone(), &tasks, stop.clone());
            (host.id().clone(), host)
        });
        let app = Arc::new(Self {
            hosts: hosts.collect(),
            store,
            gate,
            auth,
            events,
            registries: Arc::default(),
            verdicts,
            origins: setup.origins,
            proxies: setup.proxies,
            stop,
            tasks,
        });
        for host in app.hosts.values() {
            app.verdicts.keep(Arc::clone(host));
        }
        let watched = Arc::clone(&app);
        app.tasks.spawn(async move {
            let stop = watched.stop.clone();
            watched.auth.watch(stop).await;
        });
        Ok(app)
    }

    /// The credentials kept for the registry of an image; `None` if there are none.
    pub async fn credentials_for(
        &self,
        image: &ImageRef,
    ) -> Result<Option<RegistryCredentials>, StoreError> {
        let Some(name) = image.name() else {
            return Ok(None);
        };
        let mut kept = self.store.registry_credentials().await?;
        Ok(kept.remove(&name.registry))
    }

    /// Ends every task; says in the log if one does not end.
    pub async fn shut_down(&self) {
        self.stop.cancel();
        self.tasks.close();
        if tokio::time::timeout(STOP_TIMEOUT, self.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!(tasks = self.tasks.len(), "tasks did not end in time");
        }
    }
}
