//! Answers of the Docker API in their HTTP forms, and what is read from a request.

use std::{borrow::Cow, convert::Infallible};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http_body_util::{BodyExt, Full, Limited, StreamBody, combinators::UnsyncBoxBody};
use hyper::{Request, Response, StatusCode, body::Frame, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Bytes of a request's body: archives are looked at, not kept.
const BODY_LIMIT: usize = 256 * 1024 * 1024;

pub(super) type Body = UnsyncBoxBody<Bytes, Infallible>;

/// A refusal, in dockerd's words.
pub(super) type Fault = (StatusCode, String);

pub(super) type Answer = Result<Response<Body>, Fault>;

pub(super) fn fault<T>(status: StatusCode, message: impl Into<String>) -> Result<T, Fault> {
    Err((status, message.into()))
}

pub(super) fn unknown(id: &str) -> Fault {
    (StatusCode::NOT_FOUND, format!("No such container: {id}"))
}

/// The query of a request; the last value of a key counts.
#[derive(Clone, Copy)]
pub(super) struct Query<'a>(pub &'a str);

impl<'a> Query<'a> {
    pub(super) fn get(self, key: &str) -> Option<Cow<'a, str>> {
        let pairs = self.0.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .filter(|(name, _)| *name == key)
            .map(|(_, value)| decoded(value))
            .next_back()
    }

    pub(super) fn text(self, key: &str) -> String {
        self.get(key).unwrap_or_default().into_owned()
    }

    pub(super) fn flag(self, key: &str) -> bool {
        let value = self.get(key);
        matches!(value.as_deref(), Some("1" | "true" | "True" | "t"))
    }

    /// Seconds since the epoch, with a fraction or without; 0 is none.
    pub(super) fn time(self, key: &str) -> Option<Timestamp> {
        let seconds = self.get(key)?.parse::<f64>().ok()?;
        let since = SignedDuration::try_from_secs_f64(seconds).ok()?;
        (seconds > 0.0).then(|| Timestamp::from_duration(since).ok())?
    }

    /// The values of one filter: `{"dangling":["true"]}`, or of old `{"dangling":{"true":true}}`.
    pub(super) fn filter(self, key: &str) -> Vec<String> {
        let filters = self.get("filters").unwrap_or_default();
        let filters: Value = serde_json::from_str(&filters).unwrap_or_default();
        match &filters[key] {
            Value::Array(values) => values
                .iter()
                .filter_map(|value| value.as_str().map(str::to_owned))
                .collect(),
            Value::Object(values) => values.keys().cloned().collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        }
    }
}

/// Without `%2F` and `+`; what is no code stays.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// The whole body.
pub(super) async fn read<B>(request: Request<B>) -> Result<Bytes, Fault>
where
    B: hyper::body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    match Limited::new(request.into_body(), BODY_LIMIT)
        .collect()
        .await
    {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) => fault(StatusCode::BAD_REQUEST, format!("unexpected EOF: {error}")),
    }
}

/// A body as a document; nothing is an empty one.
pub(super) fn document(body: &Bytes) -> Result<Value, Fault> {
    if body.trim_ascii().is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(body)
        .or_else(|error| fault(StatusCode::BAD_REQUEST, format!("invalid JSON: {error}")))
}

pub(super) fn streamed(
    kind: &'static str,
    chunks: impl Stream<Item = Bytes> + Send + 'static,
) -> Response<Body> {
    let frames = chunks
        .filter(|chunk| std::future::ready(!chunk.is_empty()))
        .map(|chunk| Ok(Frame::data(chunk)));
    typed(StatusCode::OK, kind, StreamBody::new(frames).boxed_unsync())
}

pub(super) fn ok(document: &Value) -> Response<Body> {
    reply(StatusCode::OK, document)
}

pub(super) fn reply(status: StatusCode, document: &Value) -> Response<Body> {
    let body = Full::new(Bytes::from(format!("{document}\n")));
    typed(status, "application/json", body.boxed_unsync())
}

pub(super) fn plain(text: &'static str) -> Response<Body> {
    let kind = "text/plain; charset=utf-8";
    let body = Full::new(Bytes::from_static(text.as_bytes()));
    typed(StatusCode::OK, kind, body.boxed_unsync())
}

pub(super) fn archive(tar: Vec<u8>) -> Response<Body> {
    let body = Full::new(Bytes::from(tar));
    typed(StatusCode::OK, "application/x-tar", body.boxed_unsync())
}

pub(super) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Full::default().boxed_unsync());
    *response.status_mut() = status;
    response
}

fn typed(status: StatusCode, kind: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let kind = header::HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read_as_they_are_encoded() {
        let query =
            Query("name=a%2Fb%3A1&t=x+y&filters=%7B%22dangling%22%3A%5B%22true%22%5D%7D&bad=%zz");
        assert_eq!(query.text("name"), "a/b:1");
        assert_eq!(query.text("t"), "x y");
        assert_eq!(query.text("bad"), "%zz");
        assert_eq!(query.filter("dangling"), ["true"]);
        assert!(query.filter("label").is_empty());
    }
}
