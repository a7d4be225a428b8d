//! The address to listen on: loopback only, as long as the server itself has no TLS.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    str::FromStr,
};

use serde::Deserialize;

/// ATOM on a phone's keys.
const PORT: u16 = 2866;

/// A loopback address and port; `localhost` is kept as the name that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Listen {
    pub address: SocketAddr,
    by_name: bool,
}

/// Why the server does not listen there.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    #[error("`{0}` is no address to listen on; give one like 127.0.0.1:2866 or localhost:2866")]
    Unknown(String),
    #[error(
        "{0} is not loopback, and listening there needs TLS, which comes later: listen on \
         localhost and use an SSH tunnel or a reverse proxy with TLS for now"
    )]
    NotLoopback(SocketAddr),
}

impl Listen {
    /// What a browser on this machine opens, once bound to `port`.
    pub fn url(self, port: u16) -> String {
        if self.by_name {
            return format!("http://localhost:{port}");
        }
        format!("http://{}", SocketAddr::new(self.address.ip(), port))
    }
}

impl Default for Listen {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, PORT).into(),
            by_name: true,
        }
    }
}

impl FromStr for Listen {
    type Err = ListenError;

    fn from_str(text: &str) -> Result<Self, ListenError> {
        let unknown = || ListenError::Unknown(text.to_owned());
        if let Some(port) = text.strip_prefix("localhost:") {
            let port: u16 = port.parse().map_err(|_| unknown())?;
            return Ok(Self {
                address: (Ipv4Addr::LOCALHOST, port).into(),
                by_name: true,
            });
        }
        let address = match text.parse::<IpAddr>() {
            Ok(ip) => SocketAddr::new(ip, PORT),
            Err(_) => text.parse().map_err(|_| unknown())?,
        };
        if !address.ip().is_loopback() {
            return Err(ListenError::NotLoopback(address));
        }
        Ok(Self {
            address,
            by_name: false,
        })
    }
}

impl TryFrom<String> for Listen {
    type Error = ListenError;

    fn try_from(text: String) -> Result<Self, ListenError> {
        text.parse()
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.by_name {
            return write!(f, "localhost:{}", self.address.port());
        }
        self.address.fmt(f)
    }
}
