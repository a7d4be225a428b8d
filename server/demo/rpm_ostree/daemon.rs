//! The daemon behind the bus objects: which transaction is under way, who asked for it, and what is told
//! of it. It runs one transaction after the other.

use std::{
    collections::VecDeque,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::StreamExt;
use tokio::sync::{mpsc, oneshot};
use zbus::{
    Connection, fdo,
    message::Header,
    names::BusName,
    object_server::{Interface, ResponseDispatchListener},
};

use super::{
    jobs::{Job, Run},
    objects::{Refused, Sysroot},
    os::{Os, OsExperimental},
    transaction::{self, ADDRESS, Call, SOCKET, Transaction},
    values::{self, Dict, properties_changed},
};
use crate::demo::{
    Pace, escape,
    socket::Socket,
    world::{Deployment, World},
};

const NAME: &str = "org.projectatomic.rpmostree1";
const BASE_PATH: &str = "/org/projectatomic/rpmostree1";
const SYSROOT_PATH: &str = "/org/projectatomic/rpmostree1/Sysroot";
/// Registered clients that are remembered; the oldest go.
const MAX_CLIENTS: usize = 64;

/// The daemon's own state; one a boot.
pub(super) struct Daemon {
    pub world: Arc<World>,
    pub pace: Pace,
    /// The path of the OS object.
    pub os_path: String,
    socket: PathBuf,
    active: Mutex<Option<Arc<Transaction>>>,
    /// Unique name and id.
    clients: Mutex<VecDeque<(String, String)>>,
    queue: mpsc::Sender<Pending>,
    /// Asks for the host's restart.
    reboot: mpsc::Sender<()>,
}

/// The dictionaries of the OS object; empty where there is none.
pub(super) struct OsProperties {
    pub booted: Dict,
    pub default: Dict,
    pub rollback: Dict,
    pub update: Dict,
}

/// A transaction that waits for its `Start`.
struct Pending {
    transaction: Arc<Transaction>,
    socket: Socket,
    started: oneshot::Receiver<ResponseDispatchListener>,
    job: Job,
}

/// Connects to the bus and takes the name. The returned future runs the transactions: none begins
/// unless it is polled.
pub(in crate::demo) async fn serve(
    address: &str,
    root: &Path,
    world: Arc<World>,
    pace: Pace,
    reboot: mpsc::Sender<()>,
) -> zbus::Result<(Connection, impl Future<Output = ()> + Send + use<>)> {
    let (queue, pending) = mpsc::channel(1);
    let os_path = format!("{BASE_PATH}/{}", escape(&world.scenario.stateroot));
    let daemon = Arc::new(Daemon {
        world,
        pace,
        socket: root.join(SOCKET),
        os_path: os_path.clone(),
        active: Mutex::default(),
        clients: Mutex::default(),
        queue,
        reboot,
    });
    let connection = zbus::connection::Builder::address(address)
        .serve_at(BASE_PATH, fdo::ObjectManager)
        .serve_at(SYSROOT_PATH, Sysroot(Arc::clone(&daemon)))
        .serve_at(os_path.clone(), Os(Arc::clone(&daemon)))
        .serve_at(os_path, OsExperimental(Arc::clone(&daemon)))
        .name(NAME)
        .build()
        .await?;
    let bus = connection.clone();
    Ok((connection, run(daemon, bus, pending)))
}

impl Daemon {
    /// Begins a transaction or joins the one that an equal call began; its address.
    pub(super) async fn begin(
        &self,
        header: &Header<'_>,
        bus: &Connection,
        call: Call,
        job: Job,
    ) -> Result<String, Refused> {
        {
            let mut active = lock(&self.active);
            if let Some(running) = &*active {
                if running.call == call {
                    return Ok(ADDRESS.to_owned());
                }
                let title = running.title();
                return Err(Refused::Busy(format!(
                    "Transaction in progress: {title}\n You can cancel the current transaction with `rpm-ostree cancel`"
                )));
            }
            let sender = header.sender().map(ToString::to_string).unwrap_or_default();
            let client = self.describe(&sender);
            let (transaction, started) = Transaction::new(call, sender, client, job.first_title());
            let transaction = Arc::new(transaction);
            let failed = |error: io::Error| Refused::Failed(error.to_string());
            let pending = Pending {
                transaction: Arc::clone(&transaction),
                socket: Socket::bind(&self.socket).map_err(failed)?,
                started,
                job,
            };
            self.queue
                .try_send(pending)
                .map_err(|error| Refused::Failed(error.to_string()))?;
            *active = Some(transaction);
        }
        self.tell_active(bus).await;
        Ok(ADDRESS.to_owned())
    }

    /// Restarts the host.
    pub(super) fn restart(&self) {
        if self.reboot.try_send(()).is_err() {
            tracing::debug!("the demo host's restart was asked for already");
        }
    }

    /// Remembers the name that a client gives itself.
    pub(super) fn register(&self, sender: &str, id: String) {
        let mut clients = lock(&self.clients);
        clients.retain(|(name, _)| name != sender);
        clients.truncate(MAX_CLIENTS - 1);
        clients.push_front((sender.to_owned(), id));
    }

    pub(super) fn unregister(&self, sender: &str) {
        lock(&self.clients).retain(|(name, _)| name != sender);
    }

    /// "client(id:NAME dbus:1.45 uid:0)".
    fn describe(&self, sender: &str) -> String {
        let clients = lock(&self.clients);
        let known = clients.iter().find(|(name, _)| name == sender);
        let id = known.map(|(_, id)| format!("id:{id} ")).unwrap_or_default();
        let sender = sender.trim_start_matches(':');
        // Nobody else can reach the bus: its folder is ours alone.
        let uid = rustix::process::getuid().as_raw();
        format!("client({id}dbus:{sender} uid:{uid})")
    }

    async fn tell_active(&self, bus: &Connection) {
        let changed = values::dict([
            ("ActiveTransaction", self.active().into()),
            ("ActiveTransactionPath", self.active_path().into()),
        ]);
        tell::<Sysroot>(bus, SYSROOT_PATH, &changed).await;
    }

    /// Tells that the deployments have changed.
    pub(super) async fn tell_deployments(&self, bus: &Connection) {
        self.tell_os(bus, &["DefaultDeployment", "RollbackDeployment"])
            .await;
        self.tell_sysroot_deployments(bus).await;
    }

    async fn tell_sysroot_deployments(&self, bus: &Connection) {
        let changed = values::dict([("Deployments", self.deployments().into())]);
        tell::<Sysroot>(bus, SYSROOT_PATH, &changed).await;
    }

    /// Tells the present values of properties of the OS object.
    pub(super) async fn tell_os(&self, bus: &Connection, names: &[&str]) {
        let now = self.os();
        let mut changed = values::dict([
            ("DefaultDeployment", now.default.into()),
            ("RollbackDeployment", now.rollback.into()),
            ("HasCachedUpdateRpmDiff", (!now.update.is_empty()).into()),
            ("CachedUpdate", now.update.into()),
        ]);
        changed.retain(|name, _| names.contains(&name.as_str()));
        tell::<Os>(bus, &self.os_path, &changed).await;
    }

    pub(super) fn os(&self) -> OsProperties {
        let scenario = &self.world.scenario;
        let now = self.world.snapshot();
        let dict = |one: Option<&Deployment>| {
            let dict = one.map(|one| values::deployment(scenario, &now, one));
            dict.unwrap_or_default()
        };
        OsProperties {
            booted: dict(now.booted()),
            default: dict(now.deployments.first()),
            rollback: dict(now.rollback()),
            update: values::cached_update(scenario, &now),
        }
    }

    pub(super) fn deployments(&self) -> Vec<Dict> {
        let now = self.world.snapshot();
        let rows = now.deployments.iter();
        rows.map(|one| values::deployment(&self.world.scenario, &now, one))
            .collect()
    }

    pub(super) fn active(&self) -> (String, String, String) {
        match &*lock(&self.active) {
            Some(active) => (
                active.call.method.to_owned(),
                active.sender.clone(),
                self.os_path.clone(),
            ),
            None => <_>::default(),
        }
    }

    pub(super) fn active_path(&self) -> String {
        let active = lock(&self.active);
        active
            .as_ref()
            .map(|_| ADDRESS.to_owned())
            .unwrap_or_default()
    }
}

/// Runs one transaction after the other.
async fn run(daemon: Arc<Daemon>, bus: Connection, mut queue: mpsc::Receiver<Pending>) {
    while let Some(pending) = queue.recv().await {
        let Pending {
            transaction,
            socket,
            started,
            job,
        } = pending;
        let run = Run {
            daemon: &daemon,
            bus: &bus,
            transaction: &transaction,
        };
        let work = async {
            let started_and_done = async {
                wait_for_start(&bus, &transaction.sender, started).await?;
                run.run(&job).await
            };
            let outcome = tokio::select! {
                outcome = started_and_done => outcome,
                () = transaction.cancelled.cancelled() => Err("Operation was cancelled".to_owned()),
            };
            transaction.finish(outcome).await;
            daemon.tell_sysroot_deployments(&bus).await;
        };
        if let Err(error) = transaction::serve(&transaction, &socket, work).await {
            tracing::error!(%error, "the demo host's transaction socket failed");
        }
        // Before the next one may bind it.
        drop(socket);
        lock(&daemon.active).take();
        daemon.tell_active(&bus).await;
    }
}

/// The error: the caller left the bus first, so nobody will call `Start` any more.
async fn wait_for_start(
    bus: &Connection,
    caller: &str,
    started: oneshot::Receiver<ResponseDispatchListener>,
) -> Result<(), String> {
    tokio::select! {
        replied = started => match replied {
            // The recorded order: the reply first, then what happens.
            Ok(replied) => {
                replied.await;
                Ok(())
            }
            Err(_) => Err("the transaction has gone".to_owned()),
        },
        left = until_gone(bus, caller) => match left {
            Ok(()) => Err("client disconnected before calling Start".to_owned()),
            Err(error) => Err(error.to_string()),
        },
    }
}

/// Waits until a unique name has no owner.
async fn until_gone(bus: &Connection, name: &str) -> zbus::Result<()> {
    let proxy = fdo::DBusProxy::new(bus).await?;
    let mut changes = proxy
        .receive_name_owner_changed_with_args(&[(0, name)])
        .await?;
    if !proxy.name_has_owner(BusName::try_from(name)?).await? {
        return Ok(());
    }
    while let Some(change) = changes.next().await {
        if change.args()?.new_owner().is_none() {
            break;
        }
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells of changed properties; where the bus has gone there is nobody to tell.
async fn tell<I: Interface>(bus: &Connection, path: &str, changed: &Dict) {
    if let Err(error) = properties_changed::<I>(bus, path, changed).await {
        tracing::debug!(%error, "the demo host's bus has gone");
    }
}
