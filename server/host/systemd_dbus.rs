//! The parts of systemd's and logind's D-Bus interfaces that the console calls, typed.
//! org.freedesktop.systemd1(5) and org.freedesktop.login1(5) describe them.

use zbus::{OwnedObjectPath, proxy};

/// A row of `ListUnits…`: name, description, load state, active state, sub state, followed unit,
/// object path, job id, job type, job path.
pub(super) type UnitRow = (
    String,
    String,
    String,
    String,
    String,
    String,
    OwnedObjectPath,
    u32,
    String,
    OwnedObjectPath,
);

#[proxy(
    interface = "org.freedesktop.systemd1.Manager",
    default_service = "org.freedesktop.systemd1",
    default_path = "/org/freedesktop/systemd1"
)]
pub(super) trait Systemd {
    /// Units in one of the active states given.
    fn list_units_filtered(&self, states: &[&str]) -> zbus::Result<Vec<UnitRow>>;

    /// Asks for signals; until then systemd sends none.
    fn subscribe(&self) -> zbus::Result<()>;

    /// e.g. "257.5-2.fc42".
    #[zbus(property(emits_changed_signal = "const"))]
    fn version(&self) -> zbus::Result<String>;
}

#[proxy(
    interface = "org.freedesktop.login1.Manager",
    default_service = "org.freedesktop.login1",
    default_path = "/org/freedesktop/login1"
)]
pub(super) trait Logind {
    /// Restarts the host; `interactive` would let polkit ask somebody at the host.
    fn reboot(&self, interactive: bool) -> zbus::Result<()>;
}
