//! The session cookie: its name, how it is set, found and taken away.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::auth::Secret;

/// Browsers bind it to this very origin. They take `Secure` cookies from loopback names without TLS
/// too (seen with Chromium 156 on localhost and on 127.0.0.1).
const NAME: &str = "__Host-atomdeck";

const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";

/// The header's value that signs the browser in, until it is closed.
pub(super) fn set(secret: &Secret) -> HeaderValue {
    let mut value = HeaderValue::from_str(&format!("{NAME}={}; {ATTRIBUTES}", secret.expose()))
        .expect("a secret is hexadecimal digits");
    value.set_sensitive(true);
    value
}

/// The header's value that makes the browser forget it.
pub(super) fn clear() -> HeaderValue {
    HeaderValue::from_str(&format!("{NAME}=; {ATTRIBUTES}; Max-Age=0"))
        .expect("the attributes are ASCII")
}

/// The secret that a request brings.
pub(super) fn find(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == NAME).then_some(value))
}
