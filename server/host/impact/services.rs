//! Services that run now and that nothing starts after a restart: those that somebody started by hand, or made while
//! the host ran.

use futures_util::{StreamExt, stream};
use zbus::Connection;

use crate::{
    host::{
        HostError,
        dbus::{Bus, bus_error},
        systemd::BACKEND,
        systemd_dbus::SystemdProxy,
        systemd_units::{self as units, Comes},
    },
    model::InterruptedService,
};

/// Services that are looked at, at most, and how many of them side by side.
const SERVICES: usize = 1000;
const ASKED_AT_ONCE: usize = 8;

/// systemd's own come and go with what they serve, and sessions are told by themselves.
const OWN: [&str; 3] = ["systemd-", "user@", "user-runtime-dir@"];

/// By name.
pub(super) async fn interrupted(bus: &Bus) -> Result<Vec<InterruptedService>, HostError> {
    let connection = bus.shared().await?;
    let failed = |error| bus_error(BACKEND, &error);
    let systemd = SystemdProxy::new(&connection).await.map_err(failed)?;
    let rows = systemd.list_units_filtered(&["active"]).await;
    let mut running: Vec<(String, String)> = rows
        .map_err(failed)?
        .into_iter()
        .filter(|row| row.0.ends_with(".service") && row.4 == "running")
        .filter(|row| !OWN.iter().any(|own| row.0.starts_with(own)))
        .map(|row| (row.0, row.1))
        .collect();
    running.sort();
    running.truncate(SERVICES);
    let connection = &connection;
    let asked = stream::iter(running).map(|(name, description)| async move {
        let why = why(connection, &name).await?;
        Ok(why.map(|why| InterruptedService {
            name,
            description,
            why,
        }))
    });
    let asked: Vec<Result<_, HostError>> = asked.buffered(ASKED_AT_ONCE).collect().await;
    let all: Result<Vec<_>, HostError> = asked.into_iter().collect();
    Ok(all?.into_iter().flatten().collect())
}

/// Why nothing starts it; `None` where something may. What is static was started by something that will do it again.
async fn why(connection: &Connection, name: &str) -> Result<Option<String>, HostError> {
    let unit = units::unit(connection, name, None).await?;
    let state = units::text(&unit, "UnitFileState").unwrap_or_default();
    if !matches!(state.as_str(), "disabled" | "transient" | "enabled-runtime") {
        return Ok(None);
    }
    let why = match units::comes(name, &unit) {
        Comes::No(why) => why,
        Comes::Yes(_) | Comes::OnDemand(_) | Comes::Unknown(_) => return Ok(None),
    };
    let service = Some("org.freedesktop.systemd1.Service");
    let service = units::unit(connection, name, service).await?;
    // The bus starts it for whoever calls it.
    Ok(match units::text(&service, "BusName") {
        Some(_) if state != "transient" => None,
        Some(_) | None => Some(why),
    })
}
