//! rpm-ostree, by its D-Bus service. Every change is a "transaction": a method on the system bus
//! answers with an address, and whoever connects there starts it and hears how it goes (`transaction`). What the
//! service has no word for is done by ostree's own program (`admin`).

mod abilities;
mod admin;
mod bus;
mod change;
mod compare;
mod decode;
mod difference;
mod fields;
mod foreign;
mod outcome;
mod progress;
mod rebase;
mod transaction;
mod trouble;

use std::sync::Arc;

use futures_util::{FutureExt, future::BoxFuture};
use zbus::{Connection, Variant};

use super::{Cancel, Change, DeploymentBackend, ForeignChange, HostError, Side, Step};
use crate::{
    host::dbus::Bus,
    model::{DeploymentChange, DeploymentId, Deployments, Difference, FoundPackages, PackageName},
    transport::{Transport, TransportError},
};

pub(in crate::host) use bus::{BUS_NAME, OBJECTS};

use abilities::{OstreeProgram, abilities};
use bus::{OS, Options, Properties, SYSROOT, SYSROOT_PATH, SysrootProxy, properties};
use compare::os_object;

const BACKEND: &str = "rpm-ostree";

/// What the daemon calls us in its journal, and by which our own transactions are known.
const CLIENT_ID: &str = "atomdeck";

/// Deployments whose kernel arguments are asked for; a host keeps a handful.
const MOST_ASKED: usize = 16;

/// Bytes of ostree's note of what is staged.
const STAGED_NOTE: usize = 1024 * 1024;

/// Where ostree's own program lies.
const OSTREE: [&str; 3] = ["/usr/bin/ostree", "/usr/local/bin/ostree", "/bin/ostree"];

#[derive(Debug, Clone)]
pub(super) struct RpmOstree {
    transport: Transport,
    bus: Arc<Bus>,
}

impl RpmOstree {
    pub(super) fn new(transport: Transport, bus: Arc<Bus>) -> Self {
        Self { transport, bus }
    }

    async fn read(&self) -> Result<Deployments, HostError> {
        let connection = self.bus.shared().await?;
        let sysroot = properties(&connection, SYSROOT_PATH, SYSROOT).await?;
        match decode::booted_path(&sysroot) {
            Some(path) => {
                let os = properties(&connection, &path, OS).await?;
                self.complete(&connection, &sysroot, Some((&path, &os)))
                    .await
            }
            None => self.complete(&connection, &sysroot, None).await,
        }
    }

    /// What the properties say, and what must be asked for beside them.
    async fn complete(
        &self,
        connection: &Connection,
        sysroot: &Properties,
        os: Option<(&str, &Properties)>,
    ) -> Result<Deployments, HostError> {
        let decoded = decode::deployments(sysroot, os.map(|(_, os)| os));
        let mut all = decoded.map_err(|error| HostError::Failed {
            backend: BACKEND,
            reason: error.to_string(),
        })?;
        let is_open = all.deployments.iter().any(|one| one.staged && !one.locked);
        if is_open && self.staged_is_locked().await {
            decode::lock_staged(&mut all);
        }
        if let Some((path, _)) = os {
            let os = os_object(connection, path).await?;
            let asked = all.deployments.iter_mut().enumerate().take(MOST_ASKED);
            for (index, deployment) in asked {
                let index = index.to_string();
                match os.get_deployment_boot_config(&index, false).await {
                    Ok(config) => {
                        let options = config
                            .get("options")
                            .and_then(|value| fields::string(value));
                        deployment.kernel_arguments =
                            options.map(|options| decode::kernel_arguments(&options));
                    }
                    // The rest of the list does not depend on it.
                    Err(error) => tracing::debug!(
                        %error, deployment = %deployment.id,
                        "the kernel arguments of a deployment cannot be read"
                    ),
                }
            }
        }
        all.abilities = abilities(&all, self.ostree_program().await);
        Ok(all)
    }

    /// By the file that older versions made, and by what ostree itself notes since 2023.
    async fn staged_is_locked(&self) -> bool {
        let lock = "/run/ostree/staged-deployment-locked";
        match self.transport.read(lock, STAGED_NOTE).await {
            Ok(_) => return true,
            Err(TransportError::NotFound { .. }) => {}
            Err(error) => tracing::warn!(%error, "cannot tell whether what is staged is locked"),
        }
        let note = "/run/ostree/staged-deployment";
        match self.transport.read(note, STAGED_NOTE).await {
            Ok(note) => decode::says_locked(&note),
            Err(TransportError::NotFound { .. }) => false,
            Err(error) => {
                tracing::warn!(%error, "cannot tell whether what is staged is locked");
                false
            }
        }
    }

    async fn ostree_program(&self) -> OstreeProgram {
        for path in OSTREE {
            match self.transport.read(path, 0).await {
                // Too large is what a program should be here.
                Ok(_) | Err(TransportError::TooLarge { .. } | TransportError::Denied { .. }) => {
                    return OstreeProgram::There;
                }
                Err(
                    TransportError::NotFound { .. }
                    | TransportError::Refused { .. }
                    | TransportError::Timeout { .. }
                    | TransportError::Unsuitable { .. }
                    | TransportError::Io { .. },
                ) => {}
            }
        }
        OstreeProgram::Missing
    }
}

impl DeploymentBackend for RpmOstree {
    fn name(&self) -> &'static str {
        BACKEND
    }

    fn deployments(&self) -> BoxFuture<'_, Result<Deployments, HostError>> {
        self.read().boxed()
    }

    fn begin(
        &self,
        change: DeploymentChange,
        by: &str,
    ) -> BoxFuture<'static, Result<Change, HostError>> {
        change::begin(self.clone(), change, by.to_owned()).boxed()
    }

    fn difference(
        &self,
        earlier: DeploymentId,
        later: Side,
    ) -> BoxFuture<'_, Result<Difference, HostError>> {
        self.compare(earlier, later).boxed()
    }

    fn search(&self, term: PackageName) -> BoxFuture<'_, Result<FoundPackages, HostError>> {
        self.find_packages(term).boxed()
    }

    fn under_way(&self) -> BoxFuture<'_, Result<Option<ForeignChange>, HostError>> {
        foreign::under_way(self).boxed()
    }
}

/// Keeps the daemon from ending itself while the connection lives.
async fn register(system: &Connection) -> Result<SysrootProxy<'static>, HostError> {
    let sysroot = SysrootProxy::new(system).await.map_err(trouble::failed)?;
    let us = Options::from([("id", Variant::from(CLIENT_ID))]);
    if let Err(error) = sysroot.register_client(us).await {
        // Needs a privilege that the change itself may not need.
        tracing::debug!(%error, "rpm-ostree did not register the console");
    }
    Ok(sysroot)
}

#[cfg(test)]
mod tests {
    pub(super) mod recorded;
}
