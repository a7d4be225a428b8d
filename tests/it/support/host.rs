//! A `Host` with everything around it that a test wants to see: its events, its audit log, leave to do anything.

use std::path::Path;
use std::sync::Arc;

use atomdeck::access::{Clock, Gate, Permit, Principal, Roles, Target};
use atomdeck::host::{Host, HostSetup};
use atomdeck::model::{Action, AuditEntry, Event, Role, Topic};
use atomdeck::store::{AuditFilter, Store};
use atomdeck::transport::{Local, Transport};
use tokio::sync::broadcast;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::eventually;

pub(crate) struct TestHost {
    pub(crate) host: Arc<Host>,
    pub(crate) events: broadcast::Receiver<Event>,
    store: Store,
    gate: Gate,
    tasks: TaskTracker,
    stop: CancellationToken,
    _state: tempfile::TempDir,
}

impl TestHost {
    /// The host whose tree lies beneath `root`; `engine_socket` is a path there.
    pub(crate) fn new(root: &Path, engine_socket: Option<&Path>) -> Self {
        let state = tempfile::tempdir().expect("a folder");
        let store = Store::open(&state.path().join("atomdeck.db")).expect("a database");
        let (sender, events) = broadcast::channel(1024);
        let roles = Roles::built_in(store.clone());
        let gate = Gate::new(store.clone(), sender.clone(), Clock::system(), roles);
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let setup = HostSetup {
            id: "local".parse().expect("a host id"),
            name: None,
            notice: None,
            transport: Transport::Local(Local {
                root: root.to_owned(),
            }),
            engine_socket: engine_socket.map(|path| path.display().to_string()),
            system_bus: None,
        };
        let host = Host::new(setup, sender, &tasks, stop.clone());
        Self {
            host,
            events,
            store,
            gate,
            tasks,
            stop,
            _state: state,
        }
    }

    /// Leave for `action`, given to the account `name`.
    pub(crate) async fn permit(&self, name: &str, action: Action) -> Permit {
        let roles = vec![Role::Admin.into()];
        let principal = Principal::standing(name, roles, "-".to_owned());
        let target = Target::host(self.host.id());
        let permit = self.gate.check(&principal, action, &target).await;
        permit.expect("an administrator may")
    }

    /// The audit log, newest first.
    pub(crate) async fn audit(&self) -> Vec<AuditEntry> {
        let page = self.store.audit_page(AuditFilter::default()).await;
        page.expect("the log").entries
    }

    /// Waits until `topic` is told, leaving out what was told before it.
    pub(crate) async fn told(&mut self, topic: Topic) {
        let limit = std::time::Duration::from_secs(20);
        eventually(&format!("{topic:?} is told"), limit, async || {
            match self.events.try_recv() {
                Ok(event) if event.topic == topic => Some(()),
                Ok(_) | Err(_) => None,
            }
        })
        .await;
    }

    /// Forgets what was told.
    pub(crate) fn forget(&mut self) {
        self.events = self.events.resubscribe();
    }

    /// Ends the host; no task of it may be left.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        let limit = std::time::Duration::from_secs(10);
        let ended = tokio::time::timeout(limit, self.tasks.wait()).await;
        assert!(ended.is_ok(), "{} tasks are left", self.tasks.len());
    }
}
