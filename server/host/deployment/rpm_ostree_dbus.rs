//! rpm-ostree's D-Bus interfaces, typed, as far as the console calls them. Source:
//! `src/daemon/org.projectatomic.rpmostree1.xml`, the same in rpm-ostree 2025.1 to 2026.2.

use std::collections::HashMap;

use zbus::{OwnedVariant, Variant, proxy};

/// A dictionary of D-Bus, `a{sv}`.
pub(super) type Properties = HashMap<String, OwnedVariant>;

/// Options of a call, `a{sv}`.
pub(super) type Options<'a> = HashMap<&'a str, Variant<'a>>;

/// Properties `Booted o`, `Deployments aa{sv}`, `ActiveTransaction (sss)` are read all at once.
#[proxy(
    interface = "org.projectatomic.rpmostree1.Sysroot",
    default_service = "org.projectatomic.rpmostree1",
    default_path = "/org/projectatomic/rpmostree1/Sysroot"
)]
pub(super) trait Sysroot {
    /// Keeps the daemon from exiting while the caller stays on the bus; `id` names the caller.
    fn register_client(&self, options: Options<'_>) -> zbus::Result<()>;
}

/// One object a stateroot; the path of the booted one is Sysroot's `Booted`.
#[proxy(
    interface = "org.projectatomic.rpmostree1.OS",
    default_service = "org.projectatomic.rpmostree1"
)]
pub(super) trait Os {
    /// Whether automatic updates are on, and the address of the transaction.
    fn automatic_update_trigger(&self, options: Options<'_>) -> zbus::Result<(bool, String)>;

    /// The address of the transaction. Without modifiers it is an upgrade.
    fn update_deployment(
        &self,
        modifiers: Options<'_>,
        options: Options<'_>,
    ) -> zbus::Result<String>;
}
