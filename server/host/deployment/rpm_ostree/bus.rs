//! rpm-ostree's D-Bus interfaces, typed, as far as the console calls them. Source:
//! `src/daemon/org.projectatomic.rpmostree1.xml`, the same in rpm-ostree 2025.1 to 2026.2.

use std::collections::HashMap;

use zbus::{
    Connection, OwnedVariant, Variant, fdo, names::InterfaceName, proxy, proxy::CacheProperties,
};

use super::{BACKEND, HostError, trouble::failed};
use crate::host::dbus::bus_error;

/// Its name on the system bus.
pub(in crate::host) const BUS_NAME: &str = "org.projectatomic.rpmostree1";

/// Above all of its objects.
pub(in crate::host) const OBJECTS: &str = "/org/projectatomic/rpmostree1";

pub(super) const SYSROOT_PATH: &str = "/org/projectatomic/rpmostree1/Sysroot";
pub(super) const SYSROOT: &str = "org.projectatomic.rpmostree1.Sysroot";
pub(super) const OS: &str = "org.projectatomic.rpmostree1.OS";
pub(super) const TRANSACTION: &str = "org.projectatomic.rpmostree1.Transaction";

/// A dictionary of D-Bus, `a{sv}`.
pub(super) type Properties = HashMap<String, OwnedVariant>;

/// Options of a call, `a{sv}`.
pub(super) type Options<'a> = HashMap<&'a str, Variant<'a>>;

/// A row of a difference, `(sua{sv})`: name; 0 added, 1 removed, 2 upgraded, 3 downgraded; `PreviousPackage` and
/// `NewPackage` as `(sss)`: name, version, architecture.
pub(super) type DifferenceRow = (String, u32, Properties);

/// Properties `Booted o`, `Deployments aa{sv}`, `ActiveTransaction (sss)` are read all at once.
#[proxy(
    interface = "org.projectatomic.rpmostree1.Sysroot",
    default_service = "org.projectatomic.rpmostree1",
    default_path = "/org/projectatomic/rpmostree1/Sysroot"
)]
pub(super) trait Sysroot {
    /// Keeps the daemon from exiting while the caller stays on the bus; `id` names the caller.
    fn register_client(&self, options: Options<'_>) -> zbus::Result<()>;

    /// Looks at the deployments anew, as after a change that another program made.
    fn reload(&self) -> zbus::Result<()>;
}

/// One object a stateroot; the path of the booted one is Sysroot's `Booted`. What answers with a text answers with
/// the address of a transaction.
#[proxy(
    interface = "org.projectatomic.rpmostree1.OS",
    default_service = "org.projectatomic.rpmostree1"
)]
pub(super) trait Os {
    /// Whether automatic updates are on, and the address.
    fn automatic_update_trigger(&self, options: Options<'_>) -> zbus::Result<(bool, String)>;

    /// Without modifiers it is an upgrade.
    fn update_deployment(
        &self,
        modifiers: Options<'_>,
        options: Options<'_>,
    ) -> zbus::Result<String>;

    /// `revision`: a version, or a commit's checksum.
    fn deploy(&self, revision: &str, options: Options<'_>) -> zbus::Result<String>;

    fn rollback(&self, options: Options<'_>) -> zbus::Result<String>;

    /// `existing` is what the changes are made to: an empty text stands for no arguments at all.
    fn kernel_args(
        &self,
        existing: &str,
        added: &[String],
        replaced: &[String],
        removed: &[String],
        options: Options<'_>,
    ) -> zbus::Result<String>;

    /// Of "base", "pending-deploy", "rollback-deploy" and "repomd".
    fn cleanup(&self, elements: &[&str]) -> zbus::Result<String>;

    /// `index`: a deployment's place in boot order; empty for the one that changes would be made to. A staged one
    /// answers with `options` only.
    fn get_deployment_boot_config(&self, index: &str, pending: bool) -> zbus::Result<Properties>;

    fn get_deployments_rpm_diff(
        &self,
        earlier: &str,
        later: &str,
    ) -> zbus::Result<Vec<DifferenceRow>>;

    /// From a deployment to what its branch was when it was last asked for; the dictionary says of it what
    /// `CachedUpdate` does.
    fn get_cached_update_rpm_diff(
        &self,
        deployment: &str,
    ) -> zbus::Result<(Vec<DifferenceRow>, Properties)>;

    /// By exact names, the newest of each.
    fn get_packages(&self, names: &[&str]) -> zbus::Result<Vec<Properties>>;

    /// By parts of names and summaries; at most 50 of each kind of match.
    fn search(&self, names: &[&str]) -> zbus::Result<Vec<Properties>>;
}

/// Of the same objects as `Os`.
#[proxy(
    interface = "org.projectatomic.rpmostree1.OSExperimental",
    default_service = "org.projectatomic.rpmostree1"
)]
pub(super) trait OsExperimental {
    /// Applies what is pending to the running system.
    #[zbus(name = "LiveFs")]
    fn live_fs(&self, options: Options<'_>) -> zbus::Result<String>;
}

/// All properties of an object's interface.
pub(super) async fn properties(
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
    let interface =
        InterfaceName::try_from(interface).map_err(|error| bus_error(BACKEND, &error))?;
    let all = object.get_all(interface).await;
    all.map_err(failed)
}
