//! `http-stream2`: one HTTP request to the host's container engine. Every request is classified and
//! passes the gate; whatever is no plain read is recorded with the status of its response. The request
//! goes out at the client's `done`, or as a stream if its body is long.

mod asked;

use std::{collections::BTreeMap, convert::Infallible, future::pending, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http_body_util::{BodyExt, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode, Uri,
    body::{Frame, Incoming},
    client::conn::http1::{self, Connection, SendRequest},
    header::{self, HeaderName, HeaderValue},
};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::{net::UnixStream, time::timeout};

use super::{ChannelIo, Context, Input, Output, frame::Encoding};
use crate::{
    access::Permit,
    model::{Action, Problem, ProblemCode},
};
use asked::{Asked, Cut};

/// For the head of the response: some answer when their work is done.
const RESPONSE: Duration = Duration::from_secs(600);
/// Bytes of a request's body that are gathered before it is sent as a stream.
const GATHERED: usize = 64 * 1024;

/// About one connection: never passed on, in either direction.
const HOP_BY_HOP: [HeaderName; 9] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];
/// Not taken from a client: the protocol says so, or they are set here.
const OURS: [HeaderName; 6] = [
    header::ACCEPT_CHARSET,
    header::ACCEPT_RANGES,
    header::CONTENT_LENGTH,
    header::CONTENT_RANGE,
    header::HOST,
    header::RANGE,
];

type Body = UnsyncBoxBody<Bytes, Infallible>;

#[derive(Debug, Deserialize)]
pub(super) struct Open {
    /// `engine`, or the path of the engine's socket on the host.
    unix: Option<String>,
    method: String,
    /// With its query.
    path: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

pub(super) async fn run(mut open: Open, io: ChannelIo, context: &Context) -> Result<(), Problem> {
    let asked = Asked::of(&mut open, context).await?;
    let head = head(&open, io.output.encoding())?;
    is_engine(open.unix.as_deref(), context).await?;
    io.output.ready().await;
    let (body, is_empty) = gather(io.input).await;
    if !is_empty && asked.action != Action::EngineRequest {
        return Err(invalid("this request takes no body"));
    }
    let permit = match asked.is_recorded() {
        true => {
            let check = context
                .gate
                .check(&context.principal, asked.action, &asked.target);
            Some(check.await?)
        }
        false => None,
    };
    let (sender, connection) = match connect(context).await {
        Ok(connected) => connected,
        Err(problem) => {
            settle(permit, Some(&problem.detail)).await;
            return Err(problem);
        }
    };
    tokio::select! {
        never = drive(connection) => match never {},
        result = exchange(sender, head.map(|()| body), permit, &io.output, asked.cut) => result,
    }
}

/// Sends the request and tells the response.
async fn exchange(
    mut sender: SendRequest<Body>,
    request: Request<Body>,
    permit: Option<Permit>,
    output: &Output,
    cut: Option<Cut<'_>>,
) -> Result<(), Problem> {
    let response = match timeout(RESPONSE, sender.send_request(request)).await {
        Ok(Ok(response)) if response.status() == StatusCode::SWITCHING_PROTOCOLS => {
            Err(not_supported("the engine wants another protocol"))
        }
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(broken(&error)),
        Err(_) => Err(Problem::new(
            ProblemCode::BackendTimeout,
            format!("the engine did not answer within {} s", RESPONSE.as_secs()),
        )),
    };
    let failure = match &response {
        Ok(response) if response.status().as_u16() < 400 => None,
        Ok(response) => Some(format!("the engine answered {}", response.status())),
        Err(problem) => Some(problem.detail.clone()),
    };
    settle(permit, failure.as_deref()).await;
    let mut response = response?;
    if cut.is_some() {
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    let ok = response.status() == StatusCode::OK;
    output
        .control("response", told(&response, output.encoding()))
        .await;
    match cut.filter(|_| ok) {
        None => tell(response.into_body(), output).await?,
        Some(cut) => cut.tell(response.into_body(), output).await?,
    }
    output.done().await;
    Ok(())
}

async fn settle(permit: Option<Permit>, failure: Option<&str>) {
    if let Some(permit) = permit {
        permit.settle(failure.as_ref()).await;
    }
}

async fn connect(
    context: &Context,
) -> Result<(SendRequest<Body>, Connection<TokioIo<UnixStream>, Body>), Problem> {
    let stream = context.host.engine().open().await?;
    http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| broken(&error))
}

/// The connection works as long as this is polled; its end is told by the request or the body.
async fn drive(connection: Connection<TokioIo<UnixStream>, Body>) -> Infallible {
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection to the engine broke");
    }
    pending().await
}

async fn is_engine(unix: Option<&str>, context: &Context) -> Result<(), Problem> {
    match unix {
        None => Err(invalid(
            "`unix` says which socket; `engine` is the container engine's",
        )),
        Some("engine") => Ok(()),
        Some(path) if path == context.host.engine().containers().await?.engine.socket => Ok(()),
        Some(_) => Err(not_supported(
            "this server reaches only the container engine's socket",
        )),
    }
}

/// The request without its body.
fn head(open: &Open, encoding: Encoding) -> Result<Request<()>, Problem> {
    let method = Method::from_bytes(open.method.as_bytes())
        .ok()
        .filter(|method| *method != Method::CONNECT)
        .ok_or_else(|| invalid("`method` is no HTTP method to be used here"))?;
    let uri = open
        .path
        .parse::<Uri>()
        .ok()
        .filter(|_| open.path.starts_with('/'))
        .ok_or_else(|| invalid("`path` is no path"))?;
    let mut request = Request::new(());
    let headers = request.headers_mut();
    for (name, value) in &open.headers {
        let field = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .zip(HeaderValue::from_str(value).ok());
        let (name, value) = field
            .ok_or_else(|| invalid(&format!("`{name}` is no header, or has no valid value")))?;
        if name == header::UPGRADE {
            return Err(not_supported("a connection cannot be upgraded here"));
        }
        let encoded = encoding == Encoding::Text
            && matches!(name, header::ACCEPT_ENCODING | header::CONTENT_ENCODING);
        if !encoded && !HOP_BY_HOP.contains(&name) && !OURS.contains(&name) {
            headers.append(name, value);
        }
    }
    headers.insert(header::HOST, HeaderValue::from_static("localhost"));
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    Ok(request)
}

/// The body once it is complete, or long; and whether there is none.
async fn gather(mut input: Input) -> (Body, bool) {
    let mut gathered = BytesMut::new();
    while gathered.len() < GATHERED {
        let Some(message) = input.recv().await else {
            let is_empty = gathered.is_empty();
            return (Full::new(gathered.freeze()).boxed_unsync(), is_empty);
        };
        gathered.extend_from_slice(&message);
    }
    let first = stream::once(std::future::ready(gathered.freeze()));
    let rest = stream::unfold(input, |mut input| async {
        let message = input.recv().await?;
        Some((message, input))
    });
    let frames = stream::StreamExt::map(stream::StreamExt::chain(first, rest), |message| {
        Ok(Frame::data(message))
    });
    (StreamBody::new(frames).boxed_unsync(), false)
}

/// The `response` message.
fn told(response: &Response<Incoming>, encoding: Encoding) -> Map<String, Value> {
    let status = response.status();
    let mut fields = Map::new();
    fields.insert("status".to_owned(), status.as_u16().into());
    fields.insert(
        "reason".to_owned(),
        status.canonical_reason().unwrap_or_default().into(),
    );
    fields.insert(
        "headers".to_owned(),
        told_headers(response.headers(), encoding),
    );
    fields
}

fn told_headers(headers: &HeaderMap, encoding: Encoding) -> Value {
    let mut told = Map::new();
    for name in headers.keys() {
        // In text the body is not what the length counts.
        let length = encoding == Encoding::Text && *name == header::CONTENT_LENGTH;
        if length || HOP_BY_HOP.contains(name) {
            continue;
        }
        let values = headers.get_all(name).iter();
        let values: Vec<_> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()))
            .collect();
        told.insert(name.as_str().to_owned(), json!(values.join(", ")));
    }
    Value::Object(told)
}

/// The body, as it comes.
async fn tell(mut body: Incoming, output: &Output) -> Result<(), Problem> {
    let mut text = Utf8::default();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| broken(&error))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        match output.encoding() {
            Encoding::Raw => output.send(data).await,
            Encoding::Text => {
                let data = text.push(data);
                if !data.is_empty() {
                    output.send(data.as_bytes()).await;
                }
            }
        }
    }
    if !text.rest.is_empty() {
        output.send("\u{fffd}".as_bytes()).await;
    }
    Ok(())
}

/// Makes text of bytes whose boundaries may lie within a character.
#[derive(Debug, Default)]
struct Utf8 {
    /// The beginning of a character.
    rest: Vec<u8>,
}

impl Utf8 {
    fn push(&mut self, data: &[u8]) -> String {
        let joined = [std::mem::take(&mut self.rest).as_slice(), data].concat();
        let mut text = String::with_capacity(joined.len());
        let mut left = joined.as_slice();
        loop {
            match std::str::from_utf8(left) {
                Ok(valid) => {
                    text.push_str(valid);
                    return text;
                }
                Err(error) => {
                    let (valid, invalid) = left.split_at(error.valid_up_to());
                    text.push_str(&String::from_utf8_lossy(valid));
                    let Some(length) = error.error_len() else {
                        self.rest = invalid.to_vec();
                        return text;
                    };
                    text.push('\u{fffd}');
                    left = &invalid[length..];
                }
            }
        }
    }
}

fn invalid(detail: &str) -> Problem {
    Problem::new(ProblemCode::InvalidRequest, detail)
}

fn not_supported(detail: &str) -> Problem {
    Problem::new(ProblemCode::NotSupported, detail)
}

fn broken(error: &hyper::Error) -> Problem {
    let detail = format!("the connection to the engine broke: {error}");
    Problem::new(ProblemCode::BackendFailed, detail)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_does_not_depend_on_where_it_was_cut(
            data in any::<Vec<u8>>(),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut decoder = Utf8::default();
            let (first, second) = data.split_at(cut.index(data.len() + 1));
            let mut text = decoder.push(first) + &decoder.push(second);
            if !decoder.rest.is_empty() {
                text.push('\u{fffd}');
            }
            prop_assert_eq!(text, String::from_utf8_lossy(&data));
        }
    }
}
