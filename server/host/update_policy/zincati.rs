//! Zincati, the agent of Fedora CoreOS: its strategy from its files, and a file of our own that sets it.

use std::collections::BTreeMap;

use zbus::Connection;

use crate::{
    host::HostError,
    model::{UpdateAgent, UpdateAgentKind, UpdateSetting, ZincatiStrategy, ZincatiWish},
    transport::{Transport, TransportError},
};

use super::{
    is_there, there,
    units::{self},
    zincati_files::{self as files, File},
};

const BACKEND: &str = "zincati";

const UNIT: &str = "zincati.service";

/// A file of a later folder takes the place of one of the same name in an earlier one.
const FOLDERS: [&str; 3] = [
    "/usr/lib/zincati/config.d",
    "/run/zincati/config.d",
    "/etc/zincati/config.d",
];

/// Ours; a file with a later name counts more.
const OURS: &str = "/etc/zincati/config.d/90-atomdeck.toml";

/// Files of a folder, and bytes of one.
const FILES: usize = 200;
const FILE_LIMIT: usize = 256 * 1024;

/// `None` where it is not installed.
pub(super) async fn show(
    transport: &Transport,
    connection: &Connection,
) -> Result<Option<UpdateAgent>, HostError> {
    let unit = units::unit(connection, UNIT, None).await?;
    if !is_there(&unit) {
        return Ok(None);
    }
    let mut faults = Vec::new();
    let read = read(transport, &mut faults).await;
    let mut merged = files::merge(&read);
    faults.append(&mut merged.faults);
    let strategy = merged.strategy();
    let unit_state = units::text(&unit, "ActiveState").unwrap_or_default();
    let is_running = matches!(unit_state.as_str(), "active" | "activating");
    let does = match strategy {
        _ if !is_running => "does nothing by itself: its service does not run",
        _ if !merged.enabled => "does nothing by itself: updates are switched off in its files",
        ZincatiStrategy::Immediate => "stages updates, and restarts the host into them at once",
        ZincatiStrategy::Periodic if merged.windows.is_empty() => {
            "stages updates, and has no window in which it may restart the host"
        }
        ZincatiStrategy::Periodic => {
            "stages updates, and restarts the host into them within its windows"
        }
        ZincatiStrategy::FleetLock => {
            "stages updates, and restarts the host into them when the lock manager lets it"
        }
        ZincatiStrategy::Other => "has a strategy that the console does not know",
    };
    let active = is_running && merged.enabled;
    Ok(Some(UpdateAgent {
        kind: UpdateAgentKind::Zincati,
        active,
        reboots: active,
        words: format!("Zincati {does}."),
        unit: UNIT.to_owned(),
        unit_state,
        next_run: None,
        setting: UpdateSetting::Zincati {
            enabled: merged.enabled,
            strategy,
            word: merged.word,
            windows: merged.windows,
            time_zone: merged.time_zone,
            base_url: merged.base_url,
            files: read.into_iter().map(|(path, _)| path).collect(),
        },
        faults,
    }))
}

/// Writes our file and restarts the service. A file that counts more stands in the way.
pub(super) async fn set(
    transport: &Transport,
    connection: &Connection,
    wish: &ZincatiWish,
) -> Result<(), HostError> {
    there(connection, UNIT, BACKEND).await?;
    let (_, ours) = OURS.rsplit_once('/').unwrap_or_default();
    let later: Vec<File> = read(transport, &mut Vec::new())
        .await
        .into_iter()
        .filter(|(path, _)| path.rsplit('/').next() > Some(ours))
        .collect();
    if let Some(other) = files::merge(&later).decided_by {
        return Err(HostError::Blocked {
            reason: format!("{other} counts more than the console's file"),
            remedy: format!("remove it, or give it a name before {ours}"),
        });
    }
    let text = files::written(wish);
    let written = transport.replace(OURS, text.as_bytes()).await;
    written.map_err(|error| HostError::Failed {
        backend: BACKEND,
        reason: error.to_string(),
    })?;
    units::restart(connection, UNIT).await
}

/// The files that count, in the order of their names; those that cannot be read are faults.
async fn read(transport: &Transport, faults: &mut Vec<String>) -> Vec<File> {
    let mut paths = BTreeMap::new();
    for folder in FOLDERS {
        match transport.list(folder, FILES).await {
            Ok(names) => paths.extend(
                names
                    .into_iter()
                    .filter(|name| name.ends_with(".toml"))
                    .map(|name| (name.clone(), format!("{folder}/{name}"))),
            ),
            Err(TransportError::NotFound { .. }) => {}
            Err(error) => faults.push(format!("{error}.")),
        }
    }
    let mut files = Vec::new();
    for path in paths.into_values() {
        match transport.read(&path, FILE_LIMIT).await {
            Ok(bytes) => files.push((path, String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) => faults.push(format!("{error}.")),
        }
    }
    files
}
