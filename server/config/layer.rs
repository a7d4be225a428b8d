//! One layer of configuration: a file, the environment or the command line. What it does not say is
//! `None` and left to the layers beneath.

use std::{
    ffi::OsString,
    fs,
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};

use super::{ConfigError, Listen, LogFormat, Network};

/// The keys of `atomdeck.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Layer {
    pub listen: Option<Listen>,
    pub state_dir: Option<PathBuf>,
    pub origins: Option<Vec<String>>,
    pub tls: TlsLayer,
    pub proxy: ProxyLayer,
    pub host: HostLayer,
    pub session: SessionLayer,
    pub log: LogLayer,
}

/// `[tls]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TlsLayer {
    pub directory: Option<PathBuf>,
    pub loopback: Option<bool>,
}

/// `[proxy]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProxyLayer {
    pub trusted: Option<Vec<Network>>,
}

/// `[host]`: this machine.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HostLayer {
    pub name: Option<String>,
    pub engine_socket: Option<String>,
    pub system_bus: Option<String>,
}

/// `[session]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionLayer {
    pub idle_minutes: Option<NonZeroU32>,
    pub absolute_hours: Option<NonZeroU32>,
}

/// `[log]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogLayer {
    pub format: Option<LogFormat>,
}

impl Layer {
    pub(super) fn read(path: &Path) -> Result<Self, ConfigError> {
        file(path)
    }

    pub(super) fn environment(
        environment: &impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            listen: parsed(environment, "ATOMDECK_LISTEN", word)?,
            state_dir: environment("ATOMDECK_STATE_DIR").map(PathBuf::from),
            origins: parsed(environment, "ATOMDECK_ORIGINS", |list| {
                Ok(list.split(',').map(|own| own.trim().to_owned()).collect())
            })?,
            tls: TlsLayer {
                directory: environment("ATOMDECK_TLS_DIRECTORY").map(PathBuf::from),
                loopback: parsed(environment, "ATOMDECK_TLS_LOOPBACK", truth)?,
            },
            proxy: ProxyLayer {
                trusted: parsed(environment, "ATOMDECK_PROXY_TRUSTED", |list| {
                    list.split(',')
                        .map(|network| word(network.trim()))
                        .collect()
                })?,
            },
            host: HostLayer {
                name: variable(environment, "ATOMDECK_HOST_NAME")?,
                engine_socket: variable(environment, "ATOMDECK_HOST_ENGINE_SOCKET")?,
                system_bus: variable(environment, "ATOMDECK_HOST_SYSTEM_BUS")?,
            },
            session: SessionLayer {
                idle_minutes: parsed(environment, "ATOMDECK_SESSION_IDLE_MINUTES", number)?,
                absolute_hours: parsed(environment, "ATOMDECK_SESSION_ABSOLUTE_HOURS", number)?,
            },
            log: LogLayer {
                format: parsed(environment, "ATOMDECK_LOG_FORMAT", word)?,
            },
        })
    }

    /// Lays another layer over this one.
    pub(super) fn put(&mut self, over: Self) {
        *self = Self {
            listen: over.listen.or(self.listen),
            state_dir: over.state_dir.or(self.state_dir.take()),
            origins: over.origins.or(self.origins.take()),
            tls: TlsLayer {
                directory: over.tls.directory.or(self.tls.directory.take()),
                loopback: over.tls.loopback.or(self.tls.loopback),
            },
            proxy: ProxyLayer {
                trusted: over.proxy.trusted.or(self.proxy.trusted.take()),
            },
            host: HostLayer {
                name: over.host.name.or(self.host.name.take()),
                engine_socket: over.host.engine_socket.or(self.host.engine_socket.take()),
                system_bus: over.host.system_bus.or(self.host.system_bus.take()),
            },
            session: SessionLayer {
                idle_minutes: over.session.idle_minutes.or(self.session.idle_minutes),
                absolute_hours: over.session.absolute_hours.or(self.session.absolute_hours),
            },
            log: LogLayer {
                format: over.log.format.or(self.log.format),
            },
        };
    }
}

/// A file of TOML; what is wrong with it is told with its line.
pub(super) fn file<T: DeserializeOwned>(path: &Path) -> Result<T, ConfigError> {
    let text = fs::read_to_string(path).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })?;
    toml::from_str(&text).map_err(|error| fault(path, &text, &error))
}

/// A variable that is set and not empty.
pub(super) fn variable(
    environment: &impl Fn(&str) -> Option<OsString>,
    variable: &'static str,
) -> Result<Option<String>, ConfigError> {
    let Some(value) = environment(variable).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let text = value.into_string().map_err(|_| ConfigError::Environment {
        variable,
        message: "the value is not UTF-8".to_owned(),
    })?;
    Ok(Some(text))
}

fn parsed<T>(
    environment: &impl Fn(&str) -> Option<OsString>,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, ConfigError> {
    let Some(text) = variable(environment, name)? else {
        return Ok(None);
    };
    match parse(&text) {
        Ok(value) => Ok(Some(value)),
        Err(message) => Err(ConfigError::Environment {
            variable: name,
            message,
        }),
    }
}

/// As the same value in a file.
fn word<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    T::deserialize(toml::Value::String(text.to_owned())).map_err(|error| error.message().to_owned())
}

fn truth(text: &str) -> Result<bool, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is neither true nor false"))
}

fn number(text: &str) -> Result<NonZeroU32, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is no whole number above 0"))
}

/// With line and key, which the parser gives as a place in the text.
fn fault(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let line_start = text[..start].rfind('\n').map_or(0, |end| end + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    let key = line.split_once('=').map(|(key, _)| key.trim());
    ConfigError::File {
        path: path.to_owned(),
        line: text[..start].matches('\n').count() + 1,
        key: key.map(|key| format!("{key}: ")).unwrap_or_default(),
        message: error.message().replace('\n', "; "),
    }
}
