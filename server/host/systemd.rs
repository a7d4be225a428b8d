//! systemd on the host: which units failed, and its version.

use crate::model::Unit;

use super::{
    HostError,
    dbus::{Bus, bus_error},
    systemd_dbus::{SystemdProxy, UnitRow},
};

pub(super) const BACKEND: &str = "systemd";

/// Its name on the bus.
pub(super) const BUS_NAME: &str = "org.freedesktop.systemd1";

/// Units in the state `failed`, by name.
pub(super) async fn failed_units(bus: &Bus) -> Result<Vec<Unit>, HostError> {
    let connection = bus.shared().await?;
    let failed = |error| bus_error(BACKEND, &error);
    let systemd = SystemdProxy::new(&connection).await.map_err(failed)?;
    let rows = systemd.list_units_filtered(&["failed"]).await;
    let mut units: Vec<Unit> = rows.map_err(failed)?.into_iter().map(unit).collect();
    units.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(units)
}

/// e.g. "257.5-2.fc42".
pub(super) async fn version(bus: &Bus) -> Result<String, HostError> {
    let connection = bus.shared().await?;
    let failed = |error| bus_error(BACKEND, &error);
    let systemd = SystemdProxy::new(&connection).await.map_err(failed)?;
    systemd.version().await.map_err(failed)
}

fn unit(row: UnitRow) -> Unit {
    let (name, description, _load, active_state, sub_state, ..) = row;
    Unit {
        name,
        description,
        active_state,
        sub_state,
    }
}
