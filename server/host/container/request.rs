//! Why the engine gives no answer, and what bollard cannot ask or understand, by requests of our own over
//! hyper: lists and descriptions as the engines write them, Podman's own endpoints, the log of a terminal. Dropping the
//! answer closes its connection.

use std::{error::Error, io};

use bollard::errors::Error as BollardError;
use bytes::{Bytes, BytesMut};
use futures_util::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode, body::Body, client::conn::http1, http::request::Builder};
use hyper_util::rt::TokioIo;
use tokio::net::UnixStream;
use tokio_util::task::AbortOnDropHandle;

use crate::{
    model::Engine,
    transport::{Transport, TransportError},
};

/// Bytes of an error message.
const ERROR_LIMIT: usize = 64 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum RequestError {
    #[error(transparent)]
    Connect(#[from] TransportError),
    #[error("no answer within {seconds} s")]
    Timeout { seconds: u64 },
    /// The engine's own words.
    #[error("{message}")]
    Status { status: u16, message: String },
    #[error("the connection broke: {0}")]
    Broken(String),
    #[error("its answer cannot be understood: {0}")]
    Answer(String),
}

impl From<hyper::Error> for RequestError {
    fn from(error: hyper::Error) -> Self {
        Self::Broken(root(&error).to_string())
    }
}

impl From<BollardError> for RequestError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the many others are all about what was answered"
    )]
    fn from(error: BollardError) -> Self {
        match error {
            BollardError::DockerResponseServerError {
                status_code: status,
                message,
            } => Self::Status { status, message },
            BollardError::HyperLegacyError { err } if err.is_connect() => {
                let kind = root(&err)
                    .downcast_ref()
                    .map_or(io::ErrorKind::Other, io::Error::kind);
                TransportError::of("its socket", kind.into()).into()
            }
            BollardError::HyperLegacyError { .. }
            | BollardError::HyperResponseError { .. }
            | BollardError::IOError { .. } => Self::Broken(root(&error).to_string()),
            error => Self::Answer(error.to_string()),
        }
    }
}

/// Where it began: what wraps it says less.
fn root<'a>(mut error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

/// A body as it comes.
pub(super) type Pieces = BoxStream<'static, Result<Bytes, RequestError>>;

/// An answer's body as it comes, if its status is 2xx; `path` is below the version. Waits for the head
/// as long as it takes.
pub(super) async fn get(
    transport: &Transport,
    engine: &Engine,
    path: &str,
) -> Result<Pieces, RequestError> {
    let stream = transport.connect(&engine.socket).await?;
    let request = request(engine, Method::GET, path);
    send(stream, request, Full::new(Bytes::new())).await
}

/// The whole answer, if it is no more than `limit` bytes; `body` is JSON, or empty.
pub(super) async fn ask(
    transport: &Transport,
    engine: &Engine,
    (method, path): (Method, &str),
    body: Bytes,
    limit: usize,
) -> Result<Bytes, RequestError> {
    let stream = transport.connect(&engine.socket).await?;
    let head = request(engine, method, path).header("content-type", "application/json");
    let pieces = send(stream, head, Full::new(body)).await?;
    collect(pieces, limit).await
}

/// `?name=value&…`, with everything encoded that is not plain text.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                query.push(char::from(byte));
            } else {
                query.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    query
}

/// Podman's own endpoints have versions of their own; 4.0.0 is the oldest that every later one still answers.
fn versioned(engine: &Engine, path: &str) -> String {
    if path.starts_with("/libpod/") {
        format!("/v4.0.0{path}")
    } else {
        format!("/v{}{path}", engine.api_version)
    }
}

/// The head of a request, without headers of its own.
pub(super) fn request(engine: &Engine, method: Method, path: &str) -> Builder {
    Request::builder()
        .method(method)
        .uri(versioned(engine, path))
        // The engines ask for a host, and care for none.
        .header("host", "engine")
}

/// `value` for the query of a path.
pub(super) fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:@".contains(&byte) {
            text.push(byte.into());
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// The answer to `request` with `body`, over a connection of its own.
pub(super) async fn send<B>(
    stream: UnixStream,
    request: Builder,
    body: B,
) -> Result<Pieces, RequestError>
where
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let request = request
        .body(Box::pin(body))
        .map_err(|error| RequestError::Answer(error.to_string()))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let driver = AbortOnDropHandle::new(tokio::spawn(connection));
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let pieces = answer.into_body().into_data_stream();
    // The driver lives as long as the body.
    let pieces = stream::try_unfold((pieces, driver), |(mut pieces, driver)| async move {
        let piece = pieces.try_next().await?;
        Ok(piece.map(|piece| (piece, (pieces, driver))))
    });
    // It was so already.
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        return Ok(pieces.boxed());
    }
    let text = collect(pieces.boxed(), ERROR_LIMIT).await?;
    Err(RequestError::Status {
        status: status.as_u16(),
        message: message(&text),
    })
}

/// The whole body, if it is no more than `limit` bytes.
pub(super) async fn collect(mut pieces: Pieces, limit: usize) -> Result<Bytes, RequestError> {
    let mut all = BytesMut::new();
    while let Some(piece) = pieces.try_next().await? {
        if all.len() + piece.len() > limit {
            return Err(RequestError::Answer(format!("more than {limit} bytes")));
        }
        all.extend_from_slice(&piece);
    }
    Ok(all.freeze())
}

/// `message` of the engines' error documents, or the text itself.
fn message(body: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Document {
        message: String,
    }
    match serde_json::from_slice::<Document>(body) {
        Ok(document) => document.message,
        Err(_) => String::from_utf8_lossy(body).trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_encoded() {
        let query = query(&[("name", "a b&c=d"), ("repo", "q.io/x")]);
        assert_eq!(query, "?name=a%20b%26c%3Dd&repo=q.io%2Fx");
    }

    #[test]
    fn text_of_users_stays_within_its_value() {
        assert_eq!(encoded("a b&c=d#%é"), "a%20b%26c%3Dd%23%25%C3%A9");
        assert_eq!(encoded("quay.io/a/b:1@x"), "quay.io/a/b:1@x");
    }

    #[test]
    fn an_error_is_told_in_the_engines_words() {
        let docker = br#"{"message":"No such container: x"}"#;
        assert_eq!(message(docker), "No such container: x");
        assert_eq!(message(b"404 page not found\n"), "404 page not found");
    }
}
