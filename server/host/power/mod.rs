//! Restarting the host and switching it off, now or at a time, through logind; who and what that interrupts.

mod decode;

use futures_util::{StreamExt, stream};
use zbus::Connection;

use crate::{
    access::Permit,
    model::{
        Inhibitor, Inhibitors, LoginSession, Power, PowerAbility, PowerAction, PowerRequest, Topic,
    },
};

use super::{
    Host, HostError,
    dbus::{Bus, bus_error},
    systemd,
    systemd_dbus::LogindProxy,
    systemd_units::{self as units, Properties},
};

use decode::Offered;

const BACKEND: &str = "logind";

/// logind's name on the bus.
pub(super) const BUS_NAME: &str = "org.freedesktop.login1";

/// Its manager.
pub(super) const OBJECT: &str = "/org/freedesktop/login1";

/// Sessions that are described, at most, and how many of them side by side.
const SESSIONS: usize = 100;
const ASKED_AT_ONCE: usize = 8;

/// `SD_LOGIND_SOFT_REBOOT` and `SD_LOGIND_SKIP_INHIBITORS`.
const SOFT_REBOOT: u64 = 1 << 2;
const SKIP_INHIBITORS: u64 = 1 << 4;

/// From this version on, inhibitors hold back root as well, and the flag says that they shall not.
const INHIBITORS_HOLD_ROOT: u32 = 257;

impl Host {
    /// What the host can do, what is scheduled, who is signed in and what holds the host back.
    pub async fn power(&self) -> Result<Power, HostError> {
        show(&self.bus).await
    }

    /// Restarts the host or switches it off, now or at a time; the request was checked.
    pub async fn ask_power(&self, permit: Permit, request: PowerRequest) -> Result<(), HostError> {
        let (bus, voice) = (self.bus.clone(), self.voice.clone());
        let ask = async move {
            let asked = ask(&bus, &request).await;
            voice.say(Topic::Power);
            asked
        };
        self.operations.see_through(permit, ask).await
    }

    /// Takes back what is scheduled.
    pub async fn cancel_power(&self, permit: Permit) -> Result<(), HostError> {
        let (bus, voice) = (self.bus.clone(), self.voice.clone());
        let cancel = async move {
            let connection = bus.shared().await?;
            let logind = logind(&connection).await?;
            let was_there = logind.cancel_scheduled_shutdown().await.map_err(failed)?;
            voice.say(Topic::Power);
            match was_there {
                true => Ok(()),
                false => Err(HostError::Conflict {
                    reason: "nothing is scheduled on this host".to_owned(),
                }),
            }
        };
        self.operations.see_through(permit, cancel).await
    }
}

pub(super) async fn show(bus: &Bus) -> Result<Power, HostError> {
    let connection = bus.shared().await?;
    let logind = logind(&connection).await?;
    let (manager, sessions, inhibitors, offered) = tokio::join!(
        manager(&connection),
        sessions(&connection, &logind),
        inhibitors(&logind),
        offered(bus, &logind),
    );
    let (manager, offered) = (manager?, offered?);
    let abilities = PowerAction::ALL.into_iter().map(|action| PowerAbility {
        action,
        why_not: offered
            .refuses(action)
            .map(|(why, then)| format!("{why}: {then}")),
    });
    Ok(Power {
        abilities: abilities.collect(),
        scheduled: decode::scheduled(&manager),
        going_down: units::flag(&manager, "PreparingForShutdown"),
        sessions: sessions?,
        inhibitors: inhibitors?,
    })
}

/// Whether the host is going down; `false` where logind does not say.
pub(super) async fn is_going_down(connection: &Connection) -> bool {
    match manager(connection).await {
        Ok(manager) => units::flag(&manager, "PreparingForShutdown"),
        Err(error) => {
            tracing::debug!(%error, "logind does not say whether the host goes down");
            false
        }
    }
}

/// Asks for it now. Nobody is asked whether they mind: for what follows a change that was asked for with it.
pub(super) async fn reboot(bus: &Bus) -> Result<(), HostError> {
    ask(bus, &PowerRequest::now(PowerAction::Reboot)).await
}

async fn ask(bus: &Bus, request: &PowerRequest) -> Result<(), HostError> {
    let connection = bus.shared().await?;
    let logind = logind(&connection).await?;
    let (manager, offered) = tokio::join!(manager(&connection), offered(bus, &logind));
    let (manager, offered) = (manager?, offered?);
    if let Some((reason, remedy)) = offered.refuses(request.action) {
        return Err(HostError::NotAvailable { reason, remedy });
    }
    if units::flag(&manager, "PreparingForShutdown") {
        return Err(HostError::Conflict {
            reason: "the host is going down already".to_owned(),
        });
    }
    match request.inhibitors {
        Inhibitors::Ignore => {}
        Inhibitors::Respect => held_back(&inhibitors(&logind).await?)?,
    }
    let message = request.message.as_deref().unwrap_or_default();
    // What an earlier request left must not be told with this one.
    if !message.is_empty() || units::text(&manager, "WallMessage").is_some() {
        let told = logind.set_wall_message(message, !message.is_empty()).await;
        told.map_err(failed)?;
    }
    match request.at {
        Some(at) => {
            let micros = u64::try_from(at.as_microsecond()).unwrap_or_default();
            let word = decode::word(request.action);
            logind.schedule_shutdown(word, micros).await.map_err(failed)
        }
        None => now(&logind, &offered, request).await,
    }
}

async fn now(
    logind: &LogindProxy<'_>,
    offered: &Offered,
    request: &PowerRequest,
) -> Result<(), HostError> {
    let skip = match request.inhibitors {
        Inhibitors::Ignore if offered.version >= INHIBITORS_HOLD_ROOT => SKIP_INHIBITORS,
        Inhibitors::Ignore | Inhibitors::Respect => 0,
    };
    // Nobody sits at the host to be asked.
    let asked = match (request.action, skip) {
        (PowerAction::Reboot, 0) => logind.reboot(false).await,
        (PowerAction::Reboot, flags) => logind.reboot_with_flags(flags).await,
        (PowerAction::PowerOff, 0) => logind.power_off(false).await,
        (PowerAction::PowerOff, flags) => logind.power_off_with_flags(flags).await,
        (PowerAction::SoftReboot, flags) => logind.reboot_with_flags(SOFT_REBOOT | flags).await,
    };
    asked.map_err(failed)
}

/// Says who holds the host back, if somebody does.
fn held_back(inhibitors: &[Inhibitor]) -> Result<(), HostError> {
    let blocking = inhibitors.iter().filter(|one| one.blocks);
    let who: Vec<_> = blocking
        .map(|one| format!("{} ({})", one.who, one.why))
        .collect();
    if who.is_empty() {
        return Ok(());
    }
    Err(HostError::Blocked {
        reason: format!("the host is held back by {}", who.join(", ")),
        remedy: "wait until that is done, or ask again and say that it shall be ignored".to_owned(),
    })
}

async fn logind(connection: &Connection) -> Result<LogindProxy<'static>, HostError> {
    LogindProxy::new(connection).await.map_err(failed)
}

async fn manager(connection: &Connection) -> Result<Properties, HostError> {
    let object = (BUS_NAME, OBJECT, "org.freedesktop.login1.Manager");
    units::properties(connection, BACKEND, object).await
}

async fn offered(bus: &Bus, logind: &LogindProxy<'_>) -> Result<Offered, HostError> {
    let (reboot, power_off, version) = tokio::join!(
        logind.can_reboot(),
        logind.can_power_off(),
        systemd::version(bus)
    );
    Ok(Offered {
        reboot: reboot.map_err(failed)?,
        power_off: power_off.map_err(failed)?,
        // Without systemd's own word, nothing newer than the oldest is offered.
        version: version.map_or(0, |version| decode::version(&version)),
    })
}

async fn inhibitors(logind: &LogindProxy<'_>) -> Result<Vec<Inhibitor>, HostError> {
    let rows = logind.list_inhibitors().await.map_err(failed)?;
    let all = rows.into_iter();
    Ok(all
        .map(|(what, who, why, mode, ..)| decode::inhibitor(&what, who, why, &mode))
        .collect())
}

async fn sessions(
    connection: &Connection,
    logind: &LogindProxy<'_>,
) -> Result<Vec<LoginSession>, HostError> {
    let rows = logind.list_sessions().await.map_err(failed)?;
    let described = stream::iter(rows.into_iter().take(SESSIONS)).map(
        |(id, _uid, user, _seat, path)| async move {
            let object = (BUS_NAME, path.as_str(), "org.freedesktop.login1.Session");
            match units::properties(connection, BACKEND, object).await {
                Ok(session) => decode::session(id, user, &session),
                // It has ended since.
                Err(error) => {
                    tracing::debug!(%error, "a session cannot be described");
                    None
                }
            }
        },
    );
    let mut sessions: Vec<_> = described
        .buffer_unordered(ASKED_AT_ONCE)
        .filter_map(std::future::ready)
        .collect()
        .await;
    sessions.sort_by(|a, b| (&a.user, a.since, &a.id).cmp(&(&b.user, b.since, &b.id)));
    Ok(sessions)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it stands where `map_err` wants a function"
)]
fn failed(error: zbus::Error) -> HostError {
    bus_error(BACKEND, &error)
}
