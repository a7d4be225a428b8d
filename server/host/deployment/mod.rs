//! The operating system's deployments, whichever backend the host has. A backend says what is there
//! and makes changes as a stream of steps; `Host` turns that into an operation.

mod rpm_ostree;
mod rpm_ostree_dbus;
mod rpm_ostree_decode;
mod rpm_ostree_progress;

use std::{fmt, sync::Arc};

use futures_util::{future::BoxFuture, stream::BoxStream};

use crate::{
    model::{Deployments, OperationKind, Progress},
    transport::{Transport, TransportError},
};

use super::{
    HostError,
    dbus::{Bus, Offer},
};

pub(super) use rpm_ostree::{BUS_NAME, OBJECTS};

/// What a backend can be asked to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Check,
    Upgrade,
}

impl Wish {
    pub(super) fn kind(self) -> OperationKind {
        match self {
            Self::Check => OperationKind::DeploymentCheck,
            Self::Upgrade => OperationKind::DeploymentUpgrade,
        }
    }
}

/// What a change under way says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// For the operation's log.
    Said(String),
    Progress(Progress),
}

/// A change under way: its steps, then its end, or the error that ended it. Dropping it stops
/// watching, not the change.
pub(super) type Change = BoxStream<'static, Result<Step, HostError>>;

/// One way in which hosts keep deployments.
pub(super) trait DeploymentBackend: fmt::Debug + Send + Sync {
    /// As in `Deployments::backend`.
    fn name(&self) -> &'static str;

    fn deployments(&self) -> BoxFuture<'_, Result<Deployments, HostError>>;

    /// Asks for the change; the answer is that it was accepted. `by` is the account that asked.
    fn begin(&self, wish: Wish, by: &str) -> BoxFuture<'static, Result<Change, HostError>>;
}

/// The backend of this host, or what is missing.
pub(super) async fn probe(
    transport: &Transport,
    bus: &Arc<Bus>,
) -> Result<Box<dyn DeploymentBackend>, HostError> {
    match bus.offers(BUS_NAME).await? {
        Offer::Owned => return Ok(Box::new(rpm_ostree::RpmOstree::new(Arc::clone(bus)))),
        // Where the host was not booted from an image, calling it would only make its start fail.
        Offer::Startable if booted_from_ostree(transport).await => {
            return Ok(Box::new(rpm_ostree::RpmOstree::new(Arc::clone(bus))));
        }
        Offer::Startable | Offer::Absent => {}
    }
    let (reason, remedy) = if booted_from_ostree(transport).await {
        (
            "this host was booted from an ostree image, but rpm-ostree is not installed",
            "use an image that contains rpm-ostree; other backends are not supported yet",
        )
    } else {
        (
            "this host is not image-based: it has no deployments, its packages are updated one by one",
            "use this page on an rpm-ostree host, such as Fedora CoreOS, Silverblue or IoT",
        )
    };
    Err(HostError::NotAvailable {
        reason: reason.to_owned(),
        remedy: remedy.to_owned(),
    })
}

/// ostree's boot leaves this empty file.
async fn booted_from_ostree(transport: &Transport) -> bool {
    match transport.read("/run/ostree-booted", 4096).await {
        Ok(_) => true,
        Err(TransportError::NotFound { .. }) => false,
        Err(error) => {
            tracing::warn!(%error, "cannot tell whether the host was booted from an image");
            false
        }
    }
}
