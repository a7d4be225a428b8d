//! rpm-ostree, by its D-Bus service. Every change is a "transaction": a method on the system bus
//! answers with an address, and whoever connects there starts it and hears how it goes.

use std::{num::NonZeroUsize, sync::Arc};

use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::{BoxFuture, Either, ready, select},
    stream,
};
use zbus::{Connection, MessageStream, Variant, fdo, names::InterfaceName, proxy::CacheProperties};

use crate::model::{
    DeploymentChange, DeploymentId, Deployments, Difference, FoundPackages, PackageName,
};

use super::{
    Change, DeploymentBackend, HostError, Side, Step, not_offered,
    rpm_ostree_dbus::{Options, OsProxy, Properties, SysrootProxy},
    rpm_ostree_decode as decode,
    rpm_ostree_progress::{Heard, hear},
};
use crate::host::dbus::{Bus, bus_error};

/// Its name on the system bus.
pub(in crate::host) const BUS_NAME: &str = "org.projectatomic.rpmostree1";

/// Above all of its objects.
pub(in crate::host) const OBJECTS: &str = "/org/projectatomic/rpmostree1";

const SYSROOT_PATH: &str = "/org/projectatomic/rpmostree1/Sysroot";
const SYSROOT: &str = "org.projectatomic.rpmostree1.Sysroot";
const OS: &str = "org.projectatomic.rpmostree1.OS";
const TRANSACTION: &str = "org.projectatomic.rpmostree1.Transaction";

/// What the daemon calls us in its journal.
const CLIENT_ID: &str = "atomdeck";

/// Signals of a transaction that may wait to be read.
const QUEUE: NonZeroUsize = NonZeroUsize::new(256).expect("not zero");

#[derive(Debug)]
pub(super) struct RpmOstree {
    bus: Arc<Bus>,
}

impl RpmOstree {
    pub(super) fn new(bus: Arc<Bus>) -> Self {
        Self { bus }
    }

    async fn read(&self) -> Result<Deployments, HostError> {
        let connection = self.bus.shared().await?;
        let sysroot = properties(&connection, SYSROOT_PATH, SYSROOT).await?;
        let os = match decode::booted_path(&sysroot) {
            Some(path) => Some(properties(&connection, &path, OS).await?),
            None => None,
        };
        decode::deployments(&sysroot, os.as_ref()).map_err(|error| HostError::Failed {
            backend: decode::BACKEND,
            reason: error.to_string(),
        })
    }
}

impl DeploymentBackend for RpmOstree {
    fn name(&self) -> &'static str {
        decode::BACKEND
    }

    fn deployments(&self) -> BoxFuture<'_, Result<Deployments, HostError>> {
        self.read().boxed()
    }

    fn begin(
        &self,
        change: DeploymentChange,
        by: &str,
    ) -> BoxFuture<'static, Result<Change, HostError>> {
        begin(Arc::clone(&self.bus), change, by.to_owned()).boxed()
    }

    fn difference(
        &self,
        _earlier: DeploymentId,
        _later: Side,
    ) -> BoxFuture<'_, Result<Difference, HostError>> {
        let error = not_offered(
            decode::BACKEND,
            "compare deployments",
            "use rpm-ostree db diff",
        );
        ready(Err(error)).boxed()
    }

    fn search(&self, _term: PackageName) -> BoxFuture<'_, Result<FoundPackages, HostError>> {
        let error = not_offered(decode::BACKEND, "search packages", "use rpm-ostree search");
        ready(Err(error)).boxed()
    }
}

/// Asks for a transaction, on a bus connection that lives as long as the transaction is watched:
/// the daemon gives up one whose asker leaves before its start, and ends itself when nobody is there.
async fn begin(bus: Arc<Bus>, change: DeploymentChange, by: String) -> Result<Change, HostError> {
    let system = bus.own().await?;
    let sysroot = SysrootProxy::new(&system).await.map_err(failed)?;
    let us = Options::from([("id", Variant::from(CLIENT_ID))]);
    if let Err(error) = sysroot.register_client(us).await {
        // Needs a privilege that the change itself may not need.
        tracing::debug!(%error, "rpm-ostree did not register the console");
    }
    let path = decode::booted_path(&properties(&system, SYSROOT_PATH, SYSROOT).await?);
    let path = path.ok_or_else(|| HostError::Conflict {
        reason: "this host was not booted from one of its deployments".to_owned(),
    })?;
    let os = OsProxy::builder(&system).path(path).build();
    let os = os.await.map_err(failed)?;
    let address = match change {
        DeploymentChange::Check => {
            let options = Options::from([
                ("mode", Variant::from("check")),
                ("output-to-self", Variant::from(false)),
            ]);
            os.automatic_update_trigger(options)
                .await
                .map(|(_, address)| address)
        }
        DeploymentChange::Upgrade => {
            let title = format!("atomdeck upgrade by {by}");
            let options = Options::from([("initiating-command-line", Variant::from(title))]);
            os.update_deployment(Options::new(), options).await
        }
        other => {
            return Err(not_offered(
                decode::BACKEND,
                &format!("do this yet: {:?}", other.verb()),
                "use rpm-ostree on the host",
            ));
        }
    };
    watch(&bus, system, &address.map_err(failed)?).await
}

/// A transaction that is watched; both connections close when this goes.
struct Watched {
    peer: Connection,
    signals: MessageStream,
    /// The answer to `Start`, which may come after the first signals.
    starting: Option<BoxFuture<'static, zbus::Result<()>>>,
    _system: Connection,
}

async fn watch(bus: &Bus, system: Connection, address: &str) -> Result<Change, HostError> {
    let mut peer = bus.peer(address, decode::BACKEND).await?;
    peer.set_max_queued(QUEUE);
    // Before `Start`, so that nothing is missed.
    let signals = MessageStream::from(&peer);
    let starter = peer.clone();
    let starting = async move {
        let nobody = None::<zbus::names::BusName<'_>>;
        let start = starter.call_method(nobody, "/", Some(TRANSACTION), "Start", &());
        start.await.map(|_running_already| ())
    };
    let watched = Watched {
        peer,
        signals,
        starting: Some(starting.boxed()),
        _system: system,
    };
    let steps = stream::try_unfold(Some(watched), |watched| async move {
        let Some(mut watched) = watched else {
            return Ok(None);
        };
        let (steps, over) = watched.next().await?;
        if over {
            if let Err(error) = watched.peer.close().await {
                tracing::debug!(%error, "the transaction's connection was closed already");
            }
            return Ok::<_, HostError>(Some((steps, None)));
        }
        Ok(Some((steps, Some(watched))))
    });
    let steps = steps
        .map_ok(|steps| stream::iter(steps.into_iter().map(Ok)))
        .try_flatten()
        .boxed();
    Ok(Change {
        steps,
        cancel: None,
    })
}

impl Watched {
    /// The next steps, and whether they are the last.
    async fn next(&mut self) -> Result<(Vec<Step>, bool), HostError> {
        loop {
            let message = match self.starting.take() {
                None => self.signals.next().await,
                Some(starting) => match select(starting, self.signals.next()).await {
                    Either::Left((started, _)) => {
                        started.map_err(failed)?;
                        continue;
                    }
                    Either::Right((message, starting)) => {
                        self.starting = Some(starting);
                        message
                    }
                },
            };
            let message = message.ok_or_else(lost)?.map_err(|_| lost())?;
            match hear(&message).map_err(failed)? {
                Heard::Nothing => {}
                Heard::Steps(steps) => return Ok((steps, false)),
                Heard::Done => return Ok((Vec::new(), true)),
                Heard::Failed(reason) => {
                    return Err(HostError::Failed {
                        backend: decode::BACKEND,
                        reason,
                    });
                }
            }
        }
    }
}

async fn properties(
    connection: &Connection,
    path: &str,
    interface: &'static str,
) -> Result<Properties, HostError> {
    let object = fdo::PropertiesProxy::builder(connection)
        .destination(BUS_NAME)
        .path(path.to_owned())
        .cache_properties(CacheProperties::No)
        .build();
    let object = object.await.map_err(failed)?;
    let interface = InterfaceName::try_from(interface).map_err(failed)?;
    let all = object.get_all(interface).await;
    all.map_err(failed)
}

fn lost() -> HostError {
    HostError::Failed {
        backend: decode::BACKEND,
        reason: "the connection was lost before the end; look at `rpm-ostree status` on the host"
            .to_owned(),
    }
}

fn failed(error: impl Into<zbus::Error>) -> HostError {
    bus_error(decode::BACKEND, &error.into())
}
