//! Restarting the host, through logind.

use super::{
    HostError,
    dbus::{Bus, bus_error},
    systemd_dbus::LogindProxy,
};

const BACKEND: &str = "logind";

/// logind's name on the bus.
pub(super) const BUS_NAME: &str = "org.freedesktop.login1";

/// Asks logind to restart the host; it answers before the host goes down.
pub(super) async fn reboot(bus: &Bus) -> Result<(), HostError> {
    let connection = bus.shared().await?;
    let failed = |error| bus_error(BACKEND, &error);
    let logind = LogindProxy::new(&connection).await.map_err(failed)?;
    // Nobody sits at the host to be asked.
    logind.reboot(false).await.map_err(failed)
}
