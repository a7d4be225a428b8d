//! One HTTP/1.1 request on a connection of its own to the engine's socket. The connection is driven by
//! whoever reads the answer, so no task of it outlives them: dropping the body closes the socket.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use futures_util::{FutureExt, future::poll_fn};
use http_body_util::Empty;
use hyper::{
    Method, Request, StatusCode,
    body::{Body as _, Incoming},
    client::conn::http1::{self, Connection},
};
use hyper_util::rt::TokioIo;
use tokio::{net::UnixStream, time::timeout};

use crate::transport::{Transport, TransportError};

/// Bytes of an answer that is read as a whole: some 10,000 containers.
const ANSWER_LIMIT: usize = 32 * 1024 * 1024;

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
    Broken(#[from] hyper::Error),
    #[error("its answer cannot be understood: {0}")]
    Answer(String),
}

type Driver = Connection<TokioIo<UnixStream>, Empty<Bytes>>;

/// An answer's body, as it comes.
pub(super) struct Body {
    incoming: Incoming,
    /// Absent once it has ended.
    connection: Option<Pin<Box<Driver>>>,
}

impl Body {
    /// The next piece; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, RequestError> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The rest, if it is no more than `limit` bytes.
    pub(super) async fn collect(mut self, limit: usize) -> Result<Bytes, RequestError> {
        let mut all = BytesMut::new();
        while let Some(piece) = self.next().await? {
            if all.len() + piece.len() > limit {
                return Err(RequestError::Answer(format!("more than {limit} bytes")));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all.freeze())
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, RequestError>> {
        if let Some(connection) = &mut self.connection
            && connection.as_mut().poll(context)?.is_ready()
        {
            self.connection = None;
        }
        loop {
            let frame = Pin::new(&mut self.incoming).poll_frame(context);
            let Poll::Ready(frame) = frame else {
                return Poll::Pending;
            };
            let Some(frame) = frame.transpose()? else {
                return Poll::Ready(Ok(None));
            };
            // Trailers are of no interest.
            if let Ok(data) = frame.into_data() {
                return Poll::Ready(Ok(Some(data)));
            }
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").finish_non_exhaustive()
    }
}

/// Sends a request without a body; the answer's body if its status is 2xx or 304. Waits for the
/// answer's head as long as it takes.
pub(super) async fn send(
    transport: &Transport,
    socket: &str,
    method: Method,
    path: &str,
) -> Result<Body, RequestError> {
    let stream = transport.connect(socket).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = Request::builder()
        .method(method)
        .uri(path)
        // The engines ask for a host, and care for none.
        .header("host", "engine")
        .header("content-length", "0")
        .body(Empty::new())
        .map_err(|error| RequestError::Answer(error.to_string()))?;
    let mut connection = Some(Box::pin(connection));
    let mut answering = Box::pin(sender.send_request(request));
    let answer = poll_fn(|context| {
        if let Some(driver) = &mut connection
            && driver.as_mut().poll(context)?.is_ready()
        {
            connection = None;
        }
        answering.poll_unpin(context)
    })
    .await?;
    let status = answer.status();
    let body = Body {
        incoming: answer.into_body(),
        connection,
    };
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        return Ok(body);
    }
    let text = body.collect(ERROR_LIMIT).await?;
    Err(RequestError::Status {
        status: status.as_u16(),
        message: message(&text),
    })
}

/// The whole of an answer, within `limit`.
pub(super) async fn fetch(
    transport: &Transport,
    socket: &str,
    method: Method,
    path: &str,
    limit: Duration,
) -> Result<Bytes, RequestError> {
    let whole = async {
        let body = send(transport, socket, method, path).await?;
        body.collect(ANSWER_LIMIT).await
    };
    timeout(limit, whole)
        .await
        .unwrap_or(Err(RequestError::Timeout {
            seconds: limit.as_secs(),
        }))
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
    fn an_error_is_told_in_the_engines_words() {
        let docker = br#"{"message":"No such container: x"}"#;
        assert_eq!(message(docker), "No such container: x");
        assert_eq!(message(b"404 page not found\n"), "404 page not found");
    }
}
