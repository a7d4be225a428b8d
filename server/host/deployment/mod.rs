//! The operating system's deployments, whichever backend the host has. A backend says what is there
//! and makes changes as a stream of steps; `Host` turns that into an operation.

mod boot_entries;
mod bootc;
mod choice;
mod family;
mod ostree;
mod package_group;
mod rpm_ostree;
mod version_order;

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
    transport::Transport,
};

use super::{HostError, dbus::Bus};

use choice::Choice;
pub(super) use choice::{Remembered, booted_from_ostree};
pub(super) use family::{Release, family};
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
    match choice::of_host(transport, bus).await? {
        Choice::RpmOstree => Ok(Box::new(rpm_ostree::RpmOstree::new(transport.clone(), Arc::clone(bus)))),
        Choice::Bootc => Ok(Box::new(bootc::Bootc::new(transport.clone()))),
        Choice::Ostree => Ok(Box::new(ostree::Ostree::new(transport.clone()))),
        Choice::Packages => Err(HostError::NotAvailable {
            reason: "this host is not image-based: it has no deployments, its packages are updated one by one"
                .to_owned(),
            remedy: "use this page on an image-based host, such as Fedora CoreOS, Silverblue, IoT or Fedora bootc"
                .to_owned(),
        }),
    }
}
