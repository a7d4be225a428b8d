//! The address to listen on. Beyond loopback the server speaks TLS only.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    str::FromStr,
};

use serde::Deserialize;

/// ATOM on a phone's keys.
const PORT: u16 = 2866;

/// An address and port; `localhost` is kept as the name that is shown.
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
}

impl Listen {
    /// Whether only this machine reaches it.
    pub fn is_loopback(self) -> bool {
        self.address.ip().is_loopback()
    }

    /// How a browser names it once bound to `port`, as in "localhost:2866"; every address of the machine is
    /// named by the machine's own name.
    pub fn authority(self, port: u16) -> String {
        if self.by_name {
            return format!("localhost:{port}");
        }
        if self.address.ip().is_unspecified() {
            let system = rustix::system::uname();
            return format!("{}:{port}", system.nodename().to_string_lossy());
        }
        SocketAddr::new(self.address.ip(), port).to_string()
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
