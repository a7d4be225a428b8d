//! The certificate of this console: where it comes from, and the names of this machine that a self-signed
//! one is for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use crate::{config::Config, tls::Plan};

/// Of the networks for documentation (RFC 5737, RFC 3849). Nothing is sent there: the kernel is asked
/// which address it would be sent from.
const ELSEWHERE: [(IpAddr, IpAddr); 2] = [
    (
        IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
    ),
    (
        IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
    ),
];

/// As configured, for this machine as it is named now.
pub(super) fn plan(config: &Config) -> Plan {
    Plan {
        directory: config.tls_directory.clone(),
        own: config.state_dir.join("tls"),
        names: names(config),
    }
}

fn names(config: &Config) -> Vec<String> {
    let mut names = vec!["localhost".to_owned()];
    let system = rustix::system::uname();
    let machine = system.nodename().to_string_lossy();
    names.extend(
        [machine.as_ref()]
            .into_iter()
            .chain(short(&machine))
            .map(str::to_owned),
    );
    names.extend(config.origins.iter().filter_map(|origin| {
        let authority: axum::http::uri::Authority = origin.split_once("://")?.1.parse().ok()?;
        let name = authority.host();
        Some(
            name.trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned(),
        )
    }));
    let listen = config.listen.address.ip();
    let mut addresses = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    match listen.is_unspecified() {
        true => addresses.extend(ELSEWHERE.into_iter().filter_map(outgoing)),
        false => addresses.push(listen),
    }
    names.extend(addresses.iter().map(ToString::to_string));
    names.retain(|name| is_name(name));
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// The name without its domain.
fn short(machine: &str) -> Option<&str> {
    machine.split_once('.').map(|(name, _)| name)
}

/// What a certificate can be for.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':');
    !name.is_empty() && name.len() <= 253 && name.bytes().all(plain)
}

fn outgoing((from, to): (IpAddr, IpAddr)) -> Option<IpAddr> {
    let socket = UdpSocket::bind(SocketAddr::new(from, 0)).ok()?;
    socket.connect(SocketAddr::new(to, 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}
