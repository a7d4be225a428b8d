//! What the program is told: the built-in defaults, then `/usr/lib/atomdeck/atomdeck.toml`,
//! `/etc/atomdeck/atomdeck.toml`, `/etc/atomdeck/conf.d/*.toml`, the environment, the command line, the
//! later over the earlier. A fault is told with file, line and key.

mod layer;
mod listen;
mod network;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;

use crate::model::{ParseIdError, RoleName, RoleSpec};

pub use layer::Layer;
pub use listen::{Listen, ListenError};
pub use network::Network;

const VENDOR: &str = "usr/lib/atomdeck/atomdeck.toml";
const LOCAL: &str = "etc/atomdeck/atomdeck.toml";
const CERTIFICATES: &str = "etc/atomdeck/certs.d";
const PARTS: &str = "etc/atomdeck/conf.d";
/// The later over the earlier, by file name.
const ROLES: [&str; 2] = ["usr/lib/atomdeck/roles.d", "etc/atomdeck/roles.d"];

/// What cannot be used; the message says what to correct.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read the configuration {path}")]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{path}, line {line}: {key}{message}")]
    File {
        path: PathBuf,
        line: usize,
        /// "key: ", or empty where none can be named.
        key: String,
        message: String,
    },
    #[error("{path}: the file is named after its role, and {message}")]
    RoleName { path: PathBuf, message: String },
    #[error("${variable}: {message}")]
    Environment {
        variable: &'static str,
        message: String,
    },
    #[error(transparent)]
    Listen(#[from] ListenError),
    #[error(
        "there is no place for the state: neither $XDG_STATE_HOME nor $HOME is set; give one with \
         --state-dir"
    )]
    NoStateDir,
}

/// What the program goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub listen: Listen,
    /// The database's folder.
    pub state_dir: PathBuf,
    /// Origins beside the server's own.
    pub origins: Vec<String>,
    /// Where certificates are given, for connections with TLS.
    pub tls_directory: PathBuf,
    /// TLS on loopback too; beyond it there is no other way.
    pub tls_loopback: bool,
    /// Whose word is taken on where a request comes from and how it was asked.
    pub proxies: Vec<Network>,
    /// Of host `local`.
    pub host: HostConfig,
    /// How long a session lasts without use, and in all.
    pub session_idle: Duration,
    pub session_absolute: Duration,
    pub log_format: LogFormat,
    /// From `roles.d/NAME.toml`, by name.
    pub roles: BTreeMap<RoleName, RoleSpec>,
}

/// How this machine is managed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostConfig {
    /// Shown instead of its own name.
    pub name: Option<String>,
    /// The engine's socket, tried before the usual places.
    pub engine_socket: Option<String>,
    /// D-Bus address of the system bus.
    pub system_bus: Option<String>,
}

/// How the log is written: a line of text or a JSON object for each event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// Where configuration comes from.
#[derive(Debug)]
pub struct Sources<'a, E> {
    /// `/`, but for tests.
    pub root: &'a Path,
    /// In place of the file in `/etc`.
    pub file: Option<&'a Path>,
    /// `std::env::var_os`, but for tests.
    pub environment: E,
    /// The command line.
    pub flags: Layer,
}

impl Config {
    /// Reads and merges every layer.
    pub fn load<E>(sources: Sources<'_, E>) -> Result<Self, ConfigError>
    where
        E: Fn(&str) -> Option<OsString>,
    {
        let mut merged = Layer::default();
        merged.put(optional(&sources.root.join(VENDOR))?);
        match sources.file {
            Some(file) => merged.put(Layer::read(file)?),
            None => merged.put(optional(&sources.root.join(LOCAL))?),
        }
        for part in parts(&sources.root.join(PARTS))? {
            merged.put(Layer::read(&part)?);
        }
        merged.put(Layer::environment(&sources.environment)?);
        merged.put(sources.flags);
        let host = HostConfig {
            name: merged.host.name,
            engine_socket: match merged.host.engine_socket {
                Some(socket) => Some(socket),
                None => docker_host(&sources.environment)?,
            },
            system_bus: match merged.host.system_bus {
                Some(address) => Some(address),
                None => layer::variable(&sources.environment, "DBUS_SYSTEM_BUS_ADDRESS")?,
            },
        };
        let state_dir = match merged.state_dir {
            Some(folder) => folder,
            None => state_dir(&sources.environment)?,
        };
        Ok(Self {
            listen: merged.listen.unwrap_or_default(),
            state_dir,
            origins: merged.origins.unwrap_or_default(),
            tls_directory: merged
                .tls
                .directory
                .unwrap_or_else(|| sources.root.join(CERTIFICATES)),
            tls_loopback: merged.tls.loopback.unwrap_or_default(),
            proxies: merged.proxy.trusted.unwrap_or_default(),
            host,
            session_idle: minutes(merged.session.idle_minutes, 30),
            session_absolute: minutes(merged.session.absolute_hours, 12) * 60,
            log_format: merged.log.format.unwrap_or_default(),
            roles: roles(sources.root)?,
        })
    }

    /// Whether connections are encrypted: always where other machines reach it.
    pub fn speaks_tls(&self) -> bool {
        self.tls_loopback || !self.listen.is_loopback()
    }

    /// What a browser opens, once bound to `port`.
    pub fn url(&self, port: u16) -> String {
        let scheme = match self.speaks_tls() {
            true => "https",
            false => "http",
        };
        format!("{scheme}://{}", self.listen.authority(port))
    }
}

fn roles(root: &Path) -> Result<BTreeMap<RoleName, RoleSpec>, ConfigError> {
    let mut roles = BTreeMap::new();
    for folder in ROLES {
        for path in parts(&root.join(folder))? {
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            let name = stem
                .unwrap_or_default()
                .parse()
                .map_err(|error: ParseIdError| ConfigError::RoleName {
                    path: path.clone(),
                    message: error.to_string(),
                })?;
            roles.insert(name, layer::file(&path)?);
        }
    }
    Ok(roles)
}

fn minutes(given: Option<std::num::NonZeroU32>, default: u32) -> Duration {
    Duration::from_mins(given.map_or(default, std::num::NonZeroU32::get).into())
}

/// A file that need not be there.
fn optional(path: &Path) -> Result<Layer, ConfigError> {
    match Layer::read(path) {
        Err(ConfigError::Read { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            Ok(Layer::default())
        }
        read => read,
    }
}

/// The `*.toml` of a folder that need not be there, in order of their names.
fn parts(folder: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let failed = |source| ConfigError::Read {
        path: folder.to_owned(),
        source,
    };
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut files = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(failed)?;
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    files.sort();
    Ok(files)
}

/// The socket that `$DOCKER_HOST` names.
fn docker_host(
    environment: &impl Fn(&str) -> Option<OsString>,
) -> Result<Option<String>, ConfigError> {
    let Some(address) = layer::variable(environment, "DOCKER_HOST")? else {
        return Ok(None);
    };
    match address.strip_prefix("unix://") {
        Some(path) if path.starts_with('/') => Ok(Some(path.to_owned())),
        Some(_) | None => Err(ConfigError::Environment {
            variable: "DOCKER_HOST",
            message: format!(
                "`{address}` is no local socket; give unix:///path/to/docker.sock, or unset it"
            ),
        }),
    }
}

fn state_dir(environment: &impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, ConfigError> {
    if rustix::process::geteuid().is_root() {
        return Ok(PathBuf::from("/var/lib/atomdeck"));
    }
    let folder = |name: &str| {
        environment(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    folder("XDG_STATE_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".local/state")))
        .map(|state| state.join("atomdeck"))
        .ok_or(ConfigError::NoStateDir)
}

#[cfg(test)]
mod tests;
