//! The host's system bus: one connection shared by all questions, made when first needed and again
//! after it broke, and connections of one's own for whoever listens or forwards.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{net::UnixStream, time::timeout};
use zbus::{Connection, DBusError, connection::Builder, fdo};

use crate::transport::{Transport, TransportError};

use super::{HostError, deployment::Remembered};

/// Where the system bus listens unless the host's setup says otherwise.
const SYSTEM_BUS: &str = "unix:path=/run/dbus/system_bus_socket";

/// How long authentication and the bus' greeting may take.
const GREETING_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a method may take to answer; D-Bus' own default.
const METHOD_TIMEOUT: Duration = Duration::from_secs(25);

const NAME: &str = "the system bus";

/// How to reach the bus, and the shared connection while it lives.
#[derive(Debug)]
pub(super) struct Bus {
    transport: Transport,
    address: String,
    shared: Mutex<Option<Connection>>,
    bootc: Remembered,
}

impl Bus {
    pub(super) fn new(transport: Transport, address: Option<String>) -> Self {
        Self {
            transport,
            address: address.unwrap_or_else(|| SYSTEM_BUS.to_owned()),
            shared: Mutex::new(None),
            bootc: Remembered::default(),
        }
    }

    /// What bootc said since this bus' host booted: kept here, as everybody who asks for a backend has the bus.
    pub(super) fn bootc(&self) -> &Remembered {
        &self.bootc
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The shared connection; a new one if there is none or it broke.
    pub(super) async fn shared(&self) -> Result<Connection, HostError> {
        if let Some(connection) = self.living() {
            return Ok(connection);
        }
        let fresh = self.own().await?;
        // Somebody else may have connected meanwhile; then theirs stays.
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = shared.take().filter(|other| !other.is_closed());
        Ok(shared.insert(kept.unwrap_or(fresh)).clone())
    }

    /// A connection for the caller alone.
    pub(super) async fn own(&self) -> Result<Connection, HostError> {
        let stream = open(&self.transport, &self.address).await?;
        greet(Builder::unix_stream(stream), NAME).await
    }

    /// A connection to one peer at `address`, without a bus between.
    pub(super) async fn peer(
        &self,
        address: &str,
        backend: &'static str,
    ) -> Result<Connection, HostError> {
        let stream = open(&self.transport, address).await?;
        greet(Builder::unix_stream(stream).p2p(), backend).await
    }

    /// Does somebody own the name, or could the bus start an owner?
    pub(super) async fn offers(&self, name: &'static str) -> Result<Offer, HostError> {
        let connection = self.shared().await?;
        let failed = |error| bus_error(NAME, &error);
        let bus = fdo::DBusProxy::new(&connection).await.map_err(failed)?;
        let name = zbus::names::BusName::try_from(name).map_err(failed)?;
        let owned = bus.name_has_owner(name.clone()).await;
        if owned.map_err(|error| failed(error.into()))? {
            return Ok(Offer::Owned);
        }
        let names = bus.list_activatable_names().await;
        let names = names.map_err(|error| failed(error.into()))?;
        let startable = names.iter().any(|other| other.as_str() == name.as_str());
        Ok(if startable {
            Offer::Startable
        } else {
            Offer::Absent
        })
    }

    fn living(&self) -> Option<Connection> {
        let shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared
            .as_ref()
            .filter(|connection| !connection.is_closed())
            .cloned()
    }
}

/// Whether a name is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    Owned,
    /// The bus starts it when it is called.
    Startable,
    Absent,
}

/// What an answer with an error means for the caller.
pub(super) fn bus_error(backend: &'static str, error: &zbus::Error) -> HostError {
    if let zbus::Error::InputOutput(cause) = error {
        if cause.kind() == std::io::ErrorKind::TimedOut {
            return HostError::Timeout {
                backend,
                seconds: METHOD_TIMEOUT.as_secs(),
            };
        }
        return HostError::Failed {
            backend,
            reason: format!("the connection was lost: {cause}"),
        };
    }
    let (name, text) = if let zbus::Error::MethodError(name, text, _) = error {
        (name.to_string(), text.clone())
    } else if let zbus::Error::FDO(error) = error {
        let text = error.description().map(str::to_owned);
        (error.name().to_string(), text)
    } else {
        (String::new(), Some(error.to_string()))
    };
    let text = text.unwrap_or_else(|| name.clone());
    error_reply(backend, &name, text)
}

/// The same for an error's name and text.
fn error_reply(backend: &'static str, name: &str, text: String) -> HostError {
    let last = name.rsplit('.').next().unwrap_or_default();
    match last {
        "AccessDenied" | "AuthFailed" | "InteractiveAuthorizationRequired" | "NotAuthorized" => {
            HostError::Denied {
                backend,
                reason: text,
            }
        }
        "ServiceUnknown" | "NameHasNoOwner" | "SpawnServiceNotFound" => HostError::NotAvailable {
            reason: format!("{backend} is not on the host's system bus"),
            remedy: format!("install {backend}, or start it"),
        },
        "NoReply" | "Timeout" | "TimedOut" => HostError::Timeout {
            backend,
            seconds: METHOD_TIMEOUT.as_secs(),
        },
        // GIO's name for G_IO_ERROR_BUSY, and rpm-ostree's own.
        "UpdateInProgress" | "Busy" => HostError::Conflict { reason: text },
        _ if text.starts_with("Transaction in progress") => HostError::Conflict { reason: text },
        _ => HostError::Failed {
            backend,
            reason: text,
        },
    }
}

/// The socket of the first `unix:path=` address in a D-Bus address list.
fn unix_path(addresses: &str) -> Option<String> {
    addresses.split(';').find_map(|address| {
        let pairs = address.strip_prefix("unix:")?;
        let path = pairs.split(',').find_map(|pair| pair.strip_prefix("path="));
        path.and_then(unescape)
    })
}

/// Undoes the percent escapes of D-Bus addresses.
fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = tail.get(2..)?;
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

async fn open(
    transport: &Transport,
    address: &str,
) -> Result<std::os::unix::net::UnixStream, HostError> {
    let path = unix_path(address).ok_or_else(|| HostError::NotAvailable {
        reason: format!("the D-Bus address `{address}` is not a unix:path= address"),
        remedy: "give the address of a unix socket, like unix:path=/run/dbus/system_bus_socket"
            .to_owned(),
    })?;
    let stream = transport
        .connect(&path)
        .await
        .map_err(|error| unreachable(&error))?;
    UnixStream::into_std(stream).map_err(|error| unreachable(&TransportError::of(&path, error)))
}

fn unreachable(error: &TransportError) -> HostError {
    let remedy = match error {
        TransportError::Denied { .. } => "run the console as a user that may use the system bus",
        TransportError::NotFound { .. }
        | TransportError::Refused { .. }
        | TransportError::Timeout { .. }
        | TransportError::TooLarge { .. }
        | TransportError::Unsuitable { .. }
        | TransportError::Io { .. } => {
            "install dbus, or start it: `systemctl start dbus.service` (or dbus-broker.service)"
        }
    };
    HostError::NotAvailable {
        reason: format!("the system bus is not reachable: {error}"),
        remedy: remedy.to_owned(),
    }
}

async fn greet(builder: Builder<'_>, backend: &'static str) -> Result<Connection, HostError> {
    let building = builder.method_timeout(METHOD_TIMEOUT).build();
    match timeout(GREETING_TIMEOUT, building).await {
        Ok(built) => built.map_err(|error| bus_error(backend, &error)),
        Err(_) => Err(HostError::Timeout {
            backend,
            seconds: GREETING_TIMEOUT.as_secs(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_of_an_address_is_found() {
        for (address, path) in [
            ("unix:path=/run/a.sock", Some("/run/a.sock")),
            ("unix:guid=12,path=/run/a%20b", Some("/run/a b")),
            ("tcp:host=x;unix:path=/b", Some("/b")),
            ("unix:abstract=/tmp/x", None),
            ("unix:path=/bad%2", None),
            ("unix:path=/bad%zz", None),
            ("", None),
        ] {
            assert_eq!(unix_path(address).as_deref(), path, "{address}");
        }
    }

    #[test]
    fn errors_say_what_the_caller_can_do() {
        let of = |name: &str, text: &str| error_reply("rpm-ostree", name, text.to_owned());
        let denied = of("org.freedesktop.DBus.Error.AccessDenied", "no");
        assert!(matches!(denied, HostError::Denied { .. }));
        let gone = of("org.freedesktop.DBus.Error.ServiceUnknown", "no");
        assert!(matches!(gone, HostError::NotAvailable { .. }));
        let busy = of(
            "org.gtk.GDBus.UnmappedGError.Quark._g_2dio_2derror_2dquark.Code26",
            "Transaction in progress: upgrade\n You can cancel",
        );
        assert!(matches!(busy, HostError::Conflict { .. }));
        let failed = of("org.projectatomic.rpmostreed.Error.Failed", "disk full");
        assert_eq!(failed.to_string(), "rpm-ostree failed: disk full");
    }
}
