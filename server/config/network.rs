//! A network whose machines are trusted as reverse proxies: one address, or a prefix.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::Deserialize;

/// "127.0.0.1" or "10.0.0.0/8".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network(IpNet);

impl Network {
    /// Whether the address is of it; an IPv4 address may come written as IPv6.
    pub fn has(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl std::str::FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let network = match text.parse::<IpAddr>() {
            Ok(address) => Ok(IpNet::from(address)),
            Err(_) => text.parse::<IpNet>(),
        };
        network.map(Self).map_err(|_| {
            format!("`{text}` is no network; give an address, or a prefix like 10.0.0.0/8")
        })
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_the_networks_that_hold_it() {
        for (network, address, is_of) in [
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "::ffff:127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("10.0.0.0/8", "10.200.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("fd00::/8", "fd12::1", true),
            ("fd00::/8", "10.0.0.1", false),
        ] {
            let network: Network = network.parse().unwrap();
            let address = address.parse().unwrap();
            assert_eq!(network.has(address), is_of, "{network:?} {address}");
        }
        for wrong in ["", "proxy.example", "10.0.0.0/33", "10.0.0.0/8, ::1"] {
            let fault = wrong.parse::<Network>().unwrap_err();
            assert!(fault.starts_with(&format!("`{wrong}` is no network")));
        }
    }
}
