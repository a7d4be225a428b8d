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

    /// The object of a unit, which need not be loaded or even be there.
    fn load_unit(&self, name: &str) -> zbus::Result<OwnedObjectPath>;

    /// `runtime`: until the next boot only; `force`: in place of what is in the way. Answers whether there was
    /// something to enable, and with the changes: kind, file, destination.
    fn enable_unit_files(
        &self,
        names: &[&str],
        runtime: bool,
        force: bool,
    ) -> zbus::Result<(bool, Vec<(String, String, String)>)>;

    fn disable_unit_files(
        &self,
        names: &[&str],
        runtime: bool,
    ) -> zbus::Result<Vec<(String, String, String)>>;

    /// Reads all unit files anew.
    fn reload(&self) -> zbus::Result<()>;

    /// The job that starts it; `mode` "replace" puts it in place of another job.
    fn start_unit(&self, name: &str, mode: &str) -> zbus::Result<OwnedObjectPath>;

    fn stop_unit(&self, name: &str, mode: &str) -> zbus::Result<OwnedObjectPath>;

    fn restart_unit(&self, name: &str, mode: &str) -> zbus::Result<OwnedObjectPath>;

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

    fn power_off(&self, interactive: bool) -> zbus::Result<()>;

    /// `SD_LOGIND_…` of systemd's login-util.h; since version 247.
    fn reboot_with_flags(&self, flags: u64) -> zbus::Result<()>;

    fn power_off_with_flags(&self, flags: u64) -> zbus::Result<()>;

    /// "yes", "no", "challenge" or "na"; since version 257 also with "inhibited" or "inhibitor-blocked" in it.
    fn can_reboot(&self) -> zbus::Result<String>;

    fn can_power_off(&self) -> zbus::Result<String>;

    /// `kind`: "reboot", "poweroff", "soft-reboot", …; `at`: microseconds since the epoch.
    fn schedule_shutdown(&self, kind: &str, at: u64) -> zbus::Result<()>;

    /// Whether something was scheduled.
    fn cancel_scheduled_shutdown(&self) -> zbus::Result<bool>;

    /// What everybody is told, and whether they are.
    fn set_wall_message(&self, message: &str, enable: bool) -> zbus::Result<()>;

    /// Id, user id, user, seat, object.
    fn list_sessions(&self) -> zbus::Result<Vec<(String, u32, String, String, OwnedObjectPath)>>;

    /// What, who, why, mode, user id, process id.
    fn list_inhibitors(&self) -> zbus::Result<Vec<(String, String, String, String, u32, u32)>>;
}
