//! The Docker API's HTTP over the socket: versions, paths, queries, problems, and the two streams.

use std::{convert::Infallible, sync::Arc, time::Duration};

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::{
    Method, Request, Response, StatusCode, body::Frame, header, server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::{
    sync::{broadcast, watch},
    task::JoinSet,
};

use super::{
    container::Process,
    engine::{Change, Engine},
    json::{self, API_VERSION, MIN_API_VERSION},
    log::{Line, Output},
};
use crate::demo::socket::Socket;

/// Connections at a time; further ones wait.
const MAX_CONNECTIONS: usize = 64;
/// How long a client may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// Answers on the socket, until dropped; the connections end with it.
pub(in crate::demo) async fn serve(socket: Socket, engine: Arc<Engine>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = socket.accept(), if connections.len() < MAX_CONNECTIONS => match accepted {
                Ok(stream) => {
                    connections.spawn(connection(stream, Arc::clone(&engine)));
                }
                Err(error) => {
                    tracing::error!(%error, "the demo host's engine stops listening");
                    return;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: tokio::net::UnixStream, engine: Arc<Engine>) {
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let engine = Arc::clone(&engine);
        async move { Ok::<_, Infallible>(answer(&engine, &request).await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a client of the demo host's engine broke off");
    }
}

async fn answer<B>(engine: &Arc<Engine>, request: &Request<B>) -> Response<Body> {
    let mut response = match route(engine, request).await {
        Ok(response) => response,
        Err((status, message)) => reply(status, &json!({ "message": message })),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        ("api-version", API_VERSION),
        ("docker-experimental", "false"),
        ("ostype", "linux"),
        ("server", "Docker/24.0.9 (linux)"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}

type Answer = Result<Response<Body>, (StatusCode, String)>;

async fn route<B>(engine: &Arc<Engine>, request: &Request<B>) -> Answer {
    let path = unversioned(request.uri().path())?;
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    let query = Query(request.uri().query().unwrap_or_default());
    let now = Timestamp::now();
    let get = request.method() == Method::GET;
    let post = request.method() == Method::POST;
    match parts[..] {
        ["_ping"] if get || request.method() == Method::HEAD => Ok(plain("OK")),
        ["version"] if get => Ok(reply(StatusCode::OK, &json::version(engine))),
        ["info"] if get => Ok(reply(StatusCode::OK, &json::info(engine))),
        ["events"] if get => Ok(events(engine.events())),
        ["containers", "json"] if get => {
            let all = query.flag("all");
            let rows = engine.each(|container, spec| {
                let shown = all || container.process != Process::Exited;
                shown.then(|| json::row(container, spec, now))
            });
            let rows: Vec<_> = rows.into_iter().flatten().collect();
            Ok(reply(StatusCode::OK, &Value::from(rows)))
        }
        ["containers", id, "json"] if get => {
            let found = engine.find(id, |container, spec| json::inspect(container, spec, now));
            Ok(reply(StatusCode::OK, &found.ok_or_else(|| unknown(id))?))
        }
        ["containers", id, "logs"] if get => logs(engine, id, query),
        ["containers", id, "start"] if post => changed(id, engine.start(id)),
        ["containers", id, "stop"] if post => changed(id, engine.stop(id).await),
        ["containers", id, "restart"] if post => changed(id, engine.restart(id).await),
        _ => Err((StatusCode::NOT_FOUND, "page not found".to_owned())),
    }
}

/// The path without "/v1.NN"; the versions that dockerd would refuse are refused.
fn unversioned(path: &str) -> Result<&str, (StatusCode, String)> {
    let Some((minor, rest)) = path
        .strip_prefix("/v1.")
        .and_then(|rest| rest.split_once('/'))
    else {
        return Ok(path);
    };
    let number = |version: &str| {
        let minor = version.rsplit('.').next();
        minor.and_then(|minor| minor.parse::<u32>().ok())
    };
    let asked = number(minor);
    let problem = if asked > number(API_VERSION) {
        format!(
            "client version 1.{minor} is too new. Maximum supported API version is {API_VERSION}"
        )
    } else if asked < number(MIN_API_VERSION) {
        format!(
            "client version 1.{minor} is too old. Minimum supported API version is {MIN_API_VERSION}, please upgrade your client to a newer version"
        )
    } else {
        return Ok(rest);
    };
    Err((StatusCode::BAD_REQUEST, problem))
}

/// The query of a request; the last value of a key counts.
#[derive(Clone, Copy)]
struct Query<'a>(&'a str);

impl<'a> Query<'a> {
    fn get(self, key: &str) -> Option<&'a str> {
        let pairs = self.0.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .filter(|(name, _)| *name == key)
            .map(|(_, value)| value)
            .next_back()
    }

    fn flag(self, key: &str) -> bool {
        matches!(self.get(key), Some("1" | "true" | "True" | "t"))
    }

    /// Seconds since the epoch, with a fraction or without; 0 is none.
    fn time(self, key: &str) -> Option<Timestamp> {
        let seconds = self.get(key)?.parse::<f64>().ok()?;
        let since = SignedDuration::try_from_secs_f64(seconds).ok()?;
        (seconds > 0.0).then(|| Timestamp::from_duration(since).ok())?
    }
}

fn changed(id: &str, change: Option<Change>) -> Answer {
    match change {
        Some(Change::Made) => Ok(empty(StatusCode::NO_CONTENT)),
        Some(Change::Unneeded) => Ok(empty(StatusCode::NOT_MODIFIED)),
        None => Err(unknown(id)),
    }
}

fn unknown(id: &str) -> (StatusCode, String) {
    (StatusCode::NOT_FOUND, format!("No such container: {id}"))
}

/// What a reader of a log wants, and how far it is.
struct Reader {
    engine: Arc<Engine>,
    id: String,
    stdout: bool,
    stderr: bool,
    timestamps: bool,
    until: Option<Timestamp>,
    /// The next line.
    number: u64,
    /// The run that is followed; its end is the log's.
    run: Option<u64>,
    changed: watch::Receiver<()>,
}

fn logs(engine: &Arc<Engine>, id: &str, query: Query<'_>) -> Answer {
    let (stdout, stderr) = (query.flag("stdout"), query.flag("stderr"));
    if !stdout && !stderr {
        let message = "Bad parameters: you must choose at least one stream";
        return Err((StatusCode::BAD_REQUEST, message.to_owned()));
    }
    let since = query.time("since").unwrap_or(Timestamp::MIN);
    // "all", and what is no number, as dockerd has it.
    let tail = query
        .get("tail")
        .and_then(|tail| tail.parse::<usize>().ok());
    let reader = engine.find(id, |container, _| {
        let wanted = |line: &&Line| line.at >= since && has(stdout, stderr, line.output);
        let mut wanted = container.log.since(0).filter(wanted);
        let first = match tail {
            Some(0) => None,
            Some(tail) => wanted.rev().take(tail).last(),
            None => wanted.next(),
        };
        Reader {
            engine: Arc::clone(engine),
            id: container.id.clone(),
            stdout,
            stderr,
            timestamps: query.flag("timestamps"),
            until: query.time("until"),
            number: first.map_or(container.log.next(), |line| line.number),
            run: query.flag("follow").then_some(container.run),
            changed: container.changed.subscribe(),
        }
    });
    let reader = reader.ok_or_else(|| unknown(id))?;
    let chunks = stream::unfold(Some(reader), |reader| async {
        let mut reader = reader?;
        let (chunk, more) = reader.next().await;
        Some((chunk, more.then_some(reader)))
    });
    Ok(streamed(
        "application/vnd.docker.multiplexed-stream",
        chunks,
    ))
}

impl Reader {
    /// The lines since the last call, as frames, and whether more may follow.
    async fn next(&mut self) -> (Bytes, bool) {
        loop {
            // Before the look, so that what comes after it is not missed.
            self.changed.mark_unchanged();
            let engine = Arc::clone(&self.engine);
            let read = engine.find(&self.id.clone(), |container, _| {
                let mut frames = BytesMut::new();
                for line in container.log.since(self.number) {
                    self.frame(&mut frames, line);
                }
                self.number = container.log.next();
                let running = matches!(container.process, Process::Running { .. });
                (frames.freeze(), running && self.run == Some(container.run))
            });
            let Some((frames, more)) = read else {
                return (Bytes::new(), false);
            };
            if !frames.is_empty() || !more {
                return (frames, more);
            }
            if self.changed.changed().await.is_err() {
                return (Bytes::new(), false);
            }
        }
    }

    /// A frame: output, three zeros, length in big endian, text.
    fn frame(&self, frames: &mut BytesMut, line: &Line) {
        let late = self.until.is_some_and(|until| line.at > until);
        if late || !has(self.stdout, self.stderr, line.output) {
            return;
        }
        let text = if self.timestamps {
            format!("{} {}\n", json::time(line.at), line.text)
        } else {
            format!("{}\n", line.text)
        };
        frames.put_slice(&[line.output as u8, 0, 0, 0]);
        frames.put_u32(u32::try_from(text.len()).unwrap_or(u32::MAX));
        frames.put_slice(text.as_bytes());
    }
}

fn has(stdout: bool, stderr: bool, output: Output) -> bool {
    match output {
        Output::Stdout => stdout,
        Output::Stderr => stderr,
    }
}

fn events(events: broadcast::Receiver<Bytes>) -> Response<Body> {
    let chunks = stream::unfold(events, |mut events| async {
        loop {
            match events.recv().await {
                Ok(event) => return Some((event, events)),
                // A slow reader misses some, as with dockerd.
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    });
    streamed("application/json", chunks)
}

fn streamed(
    kind: &'static str,
    chunks: impl futures_util::Stream<Item = Bytes> + Send + 'static,
) -> Response<Body> {
    let frames = chunks
        .filter(|chunk| std::future::ready(!chunk.is_empty()))
        .map(|chunk| Ok(Frame::data(chunk)));
    typed(StatusCode::OK, kind, StreamBody::new(frames).boxed_unsync())
}

fn reply(status: StatusCode, document: &Value) -> Response<Body> {
    let body = Full::new(Bytes::from(format!("{document}\n")));
    typed(status, "application/json", body.boxed_unsync())
}

fn plain(text: &'static str) -> Response<Body> {
    let body = Full::new(Bytes::from_static(text.as_bytes()));
    typed(
        StatusCode::OK,
        "text/plain; charset=utf-8",
        body.boxed_unsync(),
    )
}

fn empty(status: StatusCode) -> Response<Body> {
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
