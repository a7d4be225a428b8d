//! The operating system's deployments, whichever backend the host has. A backend says what is there
//! and makes changes as a stream of steps; `Host` turns that into an operation.

mod package_group;
mod rpm_ostree;

use std::{fmt, sync::Arc};

use futures_util::{
    FutureExt,
    future::{BoxFuture, ready},
    stream::BoxStream,
};

use crate::{
    model::{
        DeploymentChange, DeploymentId, Deployments, Difference, FoundPackages, PackageName,
        Progress,
    },
    transport::{Transport, TransportError},
};

use super::{
    HostError,
    dbus::{Bus, Offer},
};

pub(super) use rpm_ostree::{BUS_NAME, OBJECTS};

/// What a change under way says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// For the operation's log.
    Said(String),
    Progress(Progress),
    /// From here on it cannot be cancelled.
    Committed,
    /// What came of it, in a sentence.
    Outcome(String),
}

/// Asks a change to end before it is done; its steps then end soon, mostly with an error.
pub(super) type Cancel = Box<dyn FnOnce() -> BoxFuture<'static, Result<(), HostError>> + Send>;

/// A change under way.
pub(super) struct Change {
    /// Its steps, then its end, or the error that ended it. Dropping them stops watching; whether it stops the
    /// change as well, the backend says.
    pub(super) steps: BoxStream<'static, Result<Step, HostError>>,
    /// Absent where it cannot be cancelled.
    pub(super) cancel: Option<Cancel>,
}

/// A change that somebody asked for outside the console.
pub(super) struct ForeignChange {
    /// What the backend calls it, e.g. "upgrade".
    pub(super) title: String,
    /// Who asked, e.g. "rpm-ostree: root".
    pub(super) by: String,
    pub(super) change: Change,
}

/// Two sides of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    Deployment(DeploymentId),
    /// The update on offer.
    Update,
}

/// One way in which hosts keep deployments.
pub(super) trait DeploymentBackend: fmt::Debug + Send + Sync {
    /// As in `Deployments::backend`.
    fn name(&self) -> &'static str;

    fn deployments(&self) -> BoxFuture<'_, Result<Deployments, HostError>>;

    /// Asks for the change; the answer is that it was accepted. `by` is the account that asked.
    fn begin(
        &self,
        change: DeploymentChange,
        by: &str,
    ) -> BoxFuture<'static, Result<Change, HostError>>;

    /// What `later` has otherwise than `earlier`.
    fn difference(
        &self,
        earlier: DeploymentId,
        later: Side,
    ) -> BoxFuture<'_, Result<Difference, HostError>>;

    /// Packages that could be layered, by a part of their name.
    fn search(&self, term: PackageName) -> BoxFuture<'_, Result<FoundPackages, HostError>>;

    /// What somebody else asked for and runs now.
    fn under_way(&self) -> BoxFuture<'_, Result<Option<ForeignChange>, HostError>> {
        ready(Ok(None)).boxed()
    }
}

/// Refuses what a backend has no word for.
pub(super) fn not_offered(backend: &'static str, what: &str, instead: &str) -> HostError {
    HostError::NotAvailable {
        reason: format!("{backend} cannot {what}"),
        remedy: instead.to_owned(),
    }
}

/// The backend of this host, or what is missing.
pub(super) async fn probe(
    transport: &Transport,
    bus: &Arc<Bus>,
) -> Result<Box<dyn DeploymentBackend>, HostError> {
    match bus.offers(BUS_NAME).await? {
        Offer::Owned => {
            return Ok(Box::new(rpm_ostree::RpmOstree::new(
                transport.clone(),
                Arc::clone(bus),
            )));
        }
        // Where the host was not booted from an image, calling it would only make its start fail.
        Offer::Startable if booted_from_ostree(transport).await => {
            return Ok(Box::new(rpm_ostree::RpmOstree::new(
                transport.clone(),
                Arc::clone(bus),
            )));
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
