//! What every request passes: it must be for this server and from its own pages, it ends in time, and
//! its answer carries the security headers.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::Span;

use super::extract::bearer;
use crate::{
    app::App,
    http::proxy::{Scheme, Wire},
    model::{Problem, ProblemCode},
};

/// Longer than the slowest wait on a host, so that its own message comes first.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(90);

/// Routes that large bodies go through: what comes in is waited for, and what goes out may have to be written first.
const LARGE: [&str; 3] = ["/images/load", "/images/build", "/archive"];

/// For those.
const LARGE_TIMEOUT: Duration = Duration::from_hours(6);

const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        // Inline styles only because the terminal (xterm) places its characters by a style sheet that it writes
        // itself; scripts stay in files.
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
         img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; \
         form-action 'self'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // `no-referrer` would make browsers send `Origin: null` with forms.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Adds the security headers; what does not say how long it may be kept is not kept.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Gives up on a request that takes too long.
pub(super) async fn in_time(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let large = route.is_some_and(|route| LARGE.iter().any(|end| route.as_str().ends_with(end)));
    let limit = if large {
        LARGE_TIMEOUT
    } else {
        REQUEST_TIMEOUT
    };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            ProblemCode::BackendTimeout,
            format!(
                "no answer within {} s; what was begun may still happen",
                limit.as_secs()
            ),
        )
        .into_response(),
    }
}

/// Refuses requests for another name than this server's (DNS rebinding), and changes asked for by
/// another site's page.
pub(super) async fn same_site(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let extensions = request.extensions();
    let wire = extensions.get().copied().unwrap_or(Wire::Plain);
    let scheme = extensions.get().copied().unwrap_or(Scheme::Http);
    match wire {
        Wire::Plain => own_host(request.headers(), request.uri(), &app.origins)?,
        // The certificate is for no foreign name, and a browser asks nothing before it has checked that.
        Wire::SelfSignedTls | Wire::Tls => {}
    }
    // A browser never brings a token by itself.
    let by_token = bearer(request.headers()).is_some();
    if !by_token && !matches!(*request.method(), Method::GET | Method::HEAD) {
        own_origin(request.headers(), scheme, &app.origins)?;
    }
    Ok(next.run(request).await)
}

/// The request's origin must be the server's own: as the request itself names it, or as configured.
/// For every request that changes something, and every WebSocket upgrade. Browsers always send an
/// origin with those; what sends none (nor `Sec-Fetch-Site`) is no browser and holds no one's cookie.
pub(super) fn own_origin(
    headers: &HeaderMap,
    scheme: Scheme,
    configured: &[String],
) -> Result<(), Problem> {
    let foreign = || {
        Problem::new(
            ProblemCode::ForeignOrigin,
            "the request came from a page of another site",
        )
        .remedy("behind a reverse proxy, add its address to `origins` in atomdeck.toml")
    };
    let Some(origin) = headers.get(header::ORIGIN) else {
        return match headers.get("sec-fetch-site") {
            None => Ok(()),
            Some(site) if site == "same-origin" => Ok(()),
            Some(_) => Err(foreign()),
        };
    };
    let origin = origin.to_str().map_err(|_| foreign())?;
    if configured.iter().any(|own| own == origin) {
        return Ok(());
    }
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    match (origin.split_once("://"), host) {
        (Some((asked, origin)), Some(host))
            if asked == scheme.as_str() && origin.eq_ignore_ascii_case(host) =>
        {
            Ok(())
        }
        _ => Err(foreign()),
    }
}

/// Where the server is reached without TLS, on loopback, its names are loopback's and the configured ones.
fn own_host(headers: &HeaderMap, uri: &Uri, configured: &[String]) -> Result<(), Problem> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| uri.authority().map(|authority| authority.as_str()))
        .unwrap_or_default();
    let own = configured
        .iter()
        .filter_map(|origin| origin.split_once("://"))
        .any(|(_, own)| own.eq_ignore_ascii_case(host));
    if own || is_loopback(host) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemCode::ForeignOrigin,
        "the request is for another host's name",
    )
    .remedy("use http://localhost, or add the name's origin to `origins` in atomdeck.toml"))
}

fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<axum::http::uri::Authority>() else {
        return false;
    };
    let name = authority.host();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The span of a request: the route's pattern, never its query, which may hold a one-time token.
pub(super) fn span<B>(request: &axum::http::Request<B>) -> Span {
    let route = request.extensions().get::<MatchedPath>();
    let peer = request
        .extensions()
        .get::<ConnectInfo<std::net::SocketAddr>>();
    tracing::info_span!(
        "request",
        http.method = %request.method(),
        http.route = route.map_or("-", |route| route.as_str()),
        http.path = request.uri().path(),
        client = peer.map(|peer| tracing::field::display(peer.0.ip())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn only_the_own_origin_may_change_things() {
        let configured = ["https://deck.example".to_owned()];
        let host = ("host", "localhost:2866");
        for (pairs, own) in [
            (vec![host], true),
            (vec![host, ("origin", "http://localhost:2866")], true),
            (vec![host, ("origin", "http://LOCALHOST:2866")], true),
            (vec![host, ("origin", "https://deck.example")], true),
            (vec![host, ("sec-fetch-site", "same-origin")], true),
            (vec![host, ("sec-fetch-site", "cross-site")], false),
            (vec![host, ("origin", "https://localhost:2866")], false),
            (vec![host, ("origin", "http://localhost:2867")], false),
            (vec![host, ("origin", "http://localhost")], false),
            (vec![host, ("origin", "null")], false),
            (vec![host, ("origin", "")], false),
            (vec![("origin", "http://localhost:2866")], false),
        ] {
            let answer = own_origin(&headers(&pairs), Scheme::Http, &configured);
            assert_eq!(answer.is_ok(), own, "{pairs:?}");
        }
        for (origin, own) in [
            ("https://localhost:2866", true),
            ("http://localhost:2866", false),
            ("https://localhost", false),
            ("ftp://localhost:2866", false),
            ("https://deck.example", true),
        ] {
            let answer = own_origin(
                &headers(&[host, ("origin", origin)]),
                Scheme::Https,
                &configured,
            );
            assert_eq!(answer.is_ok(), own, "{origin}");
        }
    }

    #[test]
    fn only_the_own_names_are_served() {
        let configured = ["https://deck.example".to_owned()];
        for (host, own) in [
            ("localhost", true),
            ("localhost:8080", true),
            ("127.0.0.1:2866", true),
            ("[::1]:2866", true),
            ("deck.example", true),
            ("deck.example:444", false),
            ("evil.example:2866", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("localhost@evil.example", false),
            ("", false),
        ] {
            let answer = own_host(&headers(&[("host", host)]), &Uri::default(), &configured);
            assert_eq!(answer.is_ok(), own, "{host:?}");
        }
    }
}
