//! How a request came: over which connection and, where a trusted reverse proxy passed it on, from whom
//! and how it was asked there. What others say of themselves in such headers is not heard.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};

use crate::{app::App, config::Network};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// A year, for this name only: what else runs under it is not ours to say.
const STRICT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The connection that a request came over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    /// On loopback.
    Plain,
    /// With a certificate that nobody vouches for.
    SelfSignedTls,
    Tls,
}

/// As the browser asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Http,
    Https,
}

impl Scheme {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Scheme {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self::Http))
    }
}

/// Settles who asks and how, for all that comes after: the client's address in place of the proxy's.
pub(super) async fn come(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let wire = request.extensions().get().copied().unwrap_or(Wire::Plain);
    let mut scheme = match wire {
        Wire::Plain => Scheme::Http,
        Wire::SelfSignedTls | Wire::Tls => Scheme::Https,
    };
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if let Some(&ConnectInfo(peer)) = peer
        && is_trusted(&app.proxies, peer.ip())
    {
        scheme = asked_scheme(request.headers()).unwrap_or(scheme);
        let client = client(request.headers(), peer.ip(), &app.proxies);
        if client != peer.ip() {
            let from = ConnectInfo(SocketAddr::new(client, 0));
            request.extensions_mut().insert(from);
        }
    }
    request.extensions_mut().insert(scheme);
    let mut response = next.run(request).await;
    if wire == Wire::Tls {
        let headers = response.headers_mut();
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT);
    }
    response
}

fn is_trusted(proxies: &[Network], address: IpAddr) -> bool {
    proxies.iter().any(|network| network.has(address))
}

/// The last that is no trusted proxy: each adds at the end whom it was asked by, and what stands before
/// anybody may have written. Where one is no address, the proxy that passed it on.
fn client(headers: &HeaderMap, peer: IpAddr, proxies: &[Network]) -> IpAddr {
    let lines = headers.get_all(FORWARDED_FOR);
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.to_str().unwrap_or(""))
        .collect();
    let mut client = peer;
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Some(address) = address(hop.trim()) else {
            return client;
        };
        client = address;
        if !is_trusted(proxies, client) {
            return client;
        }
    }
    client
}

/// With or without a port.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok();
    let address = address.or_else(|| hop.parse().ok().map(|with: SocketAddr| with.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// What the nearest proxy says, which is the last.
fn asked_scheme(headers: &HeaderMap) -> Option<Scheme> {
    let line = headers.get_all(FORWARDED_PROTO).iter().next_back()?;
    match line.to_str().ok()?.rsplit(',').next()?.trim() {
        "https" => Some(Scheme::Https),
        "http" => Some(Scheme::Http),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_hop_that_is_not_trusted_asked() {
        let proxies: Vec<Network> = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"]
            .map(|network| network.parse().unwrap())
            .into();
        for (lines, from) in [
            (vec![], "127.0.0.1"),
            (vec!["192.0.2.1"], "192.0.2.1"),
            (vec!["192.0.2.9, 192.0.2.1"], "192.0.2.1"),
            (vec!["192.0.2.9,192.0.2.1, 10.1.1.1"], "192.0.2.1"),
            (vec!["192.0.2.9", "192.0.2.1", "10.1.1.1"], "192.0.2.1"),
            (vec!["10.2.2.2, 10.1.1.1"], "10.2.2.2"),
            (vec!["192.0.2.1:4711"], "192.0.2.1"),
            (vec!["[2001:db8::1]:4711"], "2001:db8::1"),
            (vec!["[2001:db8::1]"], "2001:db8::1"),
            (vec!["2001:db8::1, fd00::1"], "2001:db8::1"),
            (vec!["::ffff:192.0.2.1"], "192.0.2.1"),
            (vec!["192.0.2.1, unknown"], "127.0.0.1"),
            (vec!["192.0.2.1, unknown, 10.1.1.1"], "10.1.1.1"),
            (vec![""], "127.0.0.1"),
        ] {
            let headers = lines
                .iter()
                .map(|line| (FORWARDED_FOR, HeaderValue::from_static(line)))
                .fold(HeaderMap::new(), |mut headers, (name, value)| {
                    headers.append(name, value);
                    headers
                });
            let asked = client(&headers, [127, 0, 0, 1].into(), &proxies);
            assert_eq!(asked, from.parse::<IpAddr>().unwrap(), "{lines:?}");
        }
    }
}
