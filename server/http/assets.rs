//! The web app inside the program: the file a path names, or the app's page for its own paths.

use std::borrow::Cow;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::{
    http::{error, pages},
    model::Problem,
};

/// The web build's output, with `.br` and `.gz` beside what compresses well.
#[derive(RustEmbed)]
#[folder = "assets/web"]
struct Web;

/// The names of compressed forms, the smallest first: as in `Accept-Encoding`, and as a suffix.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

/// Files whose names hold a hash of their content never change.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// May be kept, but asked for again each time.
pub(super) const ASK_AGAIN: &str = "no-cache";

/// Everything that is no route of the server's own.
pub(super) async fn show(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if uri.path() == "/api" || uri.path().starts_with("/api/") {
        return error::no_such_path().into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return error::wrong_method(method, uri).await.into_response();
    }
    match answer(Web::get, uri.path(), &headers) {
        Some(response) => response,
        None if Web::get("index.html").is_none() => pages::not_built(),
        None => Problem::into_response(error::no_such_path()),
    }
}

/// A file with validators and in the best form that the client takes.
pub(super) fn file(
    get: impl Fn(&str) -> Option<EmbeddedFile>,
    name: &str,
    caching: &'static str,
    headers: &HeaderMap,
) -> Option<Response> {
    let plain = get(name)?;
    let etag = etag(&plain);
    let mut response = if headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == etag || known.trim() == "*")
    {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = content_type(&plain);
        let (encoding, data) = best(&get, name, headers).unwrap_or((None, plain.data));
        let mut response = Response::new(Body::from(bytes(data)));
        if let Some(encoding) = encoding {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    };
    let headers = response.headers_mut();
    // Weak, because it names the content whatever its encoding.
    if let Ok(etag) = HeaderValue::from_str(&format!("W/{etag}")) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    Some(response)
}

fn answer(
    get: impl Fn(&str) -> Option<EmbeddedFile>,
    path: &str,
    headers: &HeaderMap,
) -> Option<Response> {
    let name = path.trim_start_matches('/');
    if name.starts_with("assets/") {
        // A missing part of the app must not be answered with its page.
        return file(get, name, FOREVER, headers);
    }
    let is_file = !name.is_empty() && get(name).is_some();
    let name = if is_file { name } else { "index.html" };
    file(get, name, ASK_AGAIN, headers)
}

fn best(
    get: &impl Fn(&str) -> Option<EmbeddedFile>,
    name: &str,
    headers: &HeaderMap,
) -> Option<(Option<&'static str>, Cow<'static, [u8]>)> {
    let accepted = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect::<Vec<_>>()
        .join(",");
    ENCODINGS
        .into_iter()
        .filter(|(encoding, _)| accepts(&accepted, encoding))
        .find_map(|(encoding, suffix)| {
            let file = get(&format!("{name}.{suffix}"))?;
            Some((Some(encoding), file.data))
        })
}

/// Whether `Accept-Encoding` names it with a weight above zero.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q="));
        named && weight.is_none_or(|weight| weight.parse().is_ok_and(|q: f32| q > 0.0))
    })
}

fn content_type(file: &EmbeddedFile) -> HeaderValue {
    let kind = file.metadata.mimetype();
    let text = kind.starts_with("text/") || kind == "application/javascript";
    let kind = match text {
        true => format!("{kind}; charset=utf-8"),
        false => kind.to_owned(),
    };
    HeaderValue::from_str(&kind).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

fn etag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let digits: String = hash.iter().take(12).map(|b| format!("{b:02x}")).collect();
    format!("\"{digits}\"")
}

fn bytes(data: Cow<'static, [u8]>) -> Bytes {
    match data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => Bytes::from(data),
    }
}

#[cfg(test)]
mod tests;
