//! The Docker API's HTTP over the socket: connections, versions, and which path does what.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use hyper::{
    Method, Request, Response, StatusCode, body::Incoming, header, server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{
    create, disk,
    engine::{Change, Engine},
    exec::{self, Session},
    figures, images,
    json::{self, API_VERSION, MIN_API_VERSION},
    logs, networks,
    reply::{
        Answer, Body, Fault, Query, decoded, document, empty, ok, plain, read, reply, unknown,
    },
    transfer, volumes,
};
use crate::demo::socket::Socket;

/// Connections at a time; further ones wait.
const MAX_CONNECTIONS: usize = 64;
/// How long a client may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// What speaks on a connection once it is handed over.
type Handed = Mutex<Option<Session>>;

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
    let handed = Arc::new(Handed::default());
    let hand_over = Arc::clone(&handed);
    let service = service_fn(move |request: Request<Incoming>| {
        let (engine, handed) = (Arc::clone(&engine), Arc::clone(&hand_over));
        async move { Ok::<_, Infallible>(answer(&engine, &handed, request).await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a client of the demo host's engine broke off");
    }
    let session = handed.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(session) = session {
        session.run().await;
    }
}

async fn answer(
    engine: &Arc<Engine>,
    handed: &Handed,
    request: Request<Incoming>,
) -> Response<Body> {
    let mut response = match route(engine, handed, request).await {
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

async fn route(engine: &Arc<Engine>, handed: &Handed, mut request: Request<Incoming>) -> Answer {
    let uri = request.uri().clone();
    let path = decoded(unversioned(uri.path())?).into_owned();
    let path = path.trim_matches('/');
    let query = Query(uri.query().unwrap_or_default());
    let method = request.method().clone();
    let parts: Vec<_> = path.split('/').collect();
    if let (&Method::POST, ["exec", id, "start"]) = (&method, &parts[..]) {
        let upgrade = hyper::upgrade::on(&mut request);
        // Else it would be taken for what is typed.
        read(request).await?;
        let session = exec::start(engine, id, upgrade)?;
        *handed.lock().unwrap_or_else(PoisonError::into_inner) = Some(session);
        return Ok(switched());
    }
    let body = read(request).await?;
    match method {
        Method::GET | Method::HEAD => get(engine, &parts, path, query),
        Method::DELETE => delete(engine, &parts, path, query),
        Method::POST => post(engine, &parts, path, query, &body).await,
        _ => Err(nothing()),
    }
}

fn nothing() -> Fault {
    (StatusCode::NOT_FOUND, "page not found".to_owned())
}

/// 101: what follows is the command's.
fn switched() -> Response<Body> {
    let mut response = empty(StatusCode::SWITCHING_PROTOCOLS);
    for (name, value) in [
        (header::CONNECTION, "Upgrade"),
        (header::UPGRADE, "tcp"),
        (header::CONTENT_TYPE, "application/vnd.docker.raw-stream"),
    ] {
        let value = header::HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

/// An image's name between its two ends: it may hold slashes.
fn image<'a>(path: &'a str, first: &str, last: &str) -> Option<&'a str> {
    let name = path.strip_prefix(first)?.strip_suffix(last)?;
    (!name.is_empty()).then_some(name)
}

fn get(engine: &Arc<Engine>, parts: &[&str], path: &str, query: Query<'_>) -> Answer {
    let now = Timestamp::now();
    match *parts {
        ["_ping"] => Ok(plain("OK")),
        ["version"] => Ok(ok(&json::version(engine))),
        ["info"] => Ok(ok(&json::info(engine))),
        ["events"] => Ok(engine.events.follow(query)),
        ["containers", "json"] => Ok(ok(&list(engine, query, now))),
        ["containers", id, "json"] => {
            let state = engine.state();
            let found = state.position(id).ok_or_else(|| unknown(id))?;
            Ok(ok(&json::inspect(&state, &state.containers[found], now)))
        }
        ["containers", id, "logs"] => logs::follow(engine, id, query),
        ["containers", id, "stats"] => figures::stats(engine, id, query),
        ["containers", id, "top"] => figures::top(engine, id, query),
        ["containers", id, "changes"] => figures::changes(engine, id),
        ["exec", id, "json"] => exec::inspect(engine, id),
        ["images", "json"] => images::list(engine, query),
        ["images", "search"] => images::search(query),
        ["volumes"] => volumes::list(engine),
        ["volumes", name] => volumes::inspect(engine, name),
        ["networks"] => networks::list(engine),
        ["networks", name] => networks::inspect(engine, name),
        ["system", "df"] => disk::usage(engine),
        _ => {
            if let Some(name) = image(path, "images/", "/json") {
                images::inspect(engine, name)
            } else if let Some(name) = image(path, "images/", "/history") {
                images::history(engine, name)
            } else if let Some(name) = image(path, "images/", "/get") {
                transfer::save(engine, name)
            } else if let Some(name) = image(path, "distribution/", "/json") {
                images::distribution(engine, name)
            } else {
                Err(nothing())
            }
        }
    }
}

async fn post(
    engine: &Arc<Engine>,
    parts: &[&str],
    path: &str,
    query: Query<'_>,
    body: &Bytes,
) -> Answer {
    match *parts {
        ["containers", "create"] => create::create(engine, query, document(body)?),
        ["containers", "prune"] => disk::prune_containers(engine),
        ["containers", id, "start"] => changed(id, engine.start(id)),
        ["containers", id, "stop"] => changed(id, engine.stop(id).await),
        ["containers", id, "restart"] => changed(id, engine.restart(id).await),
        ["containers", id, "kill"] => engine.kill(id, query),
        ["containers", id, "pause"] => engine.pause(id),
        ["containers", id, "unpause"] => engine.unpause(id),
        ["containers", id, "rename"] => engine.rename(id, query),
        ["containers", id, "update"] => engine.update(id, &document(body)?),
        ["containers", id, "wait"] => engine.wait(id).await,
        ["containers", id, "exec"] => exec::create(engine, id, &document(body)?),
        ["exec", id, "resize"] => exec::resize(engine, id),
        ["commit"] => images::commit(engine, query),
        ["images", "create"] => transfer::pull(engine, query),
        ["images", "load"] => transfer::load(engine, body),
        ["images", "prune"] => disk::prune_images(engine, query),
        ["build"] => transfer::build(engine, query, body),
        ["build", "prune"] => disk::prune_cache(engine),
        ["volumes", "create"] => volumes::create(engine, &document(body)?),
        ["volumes", "prune"] => disk::prune_volumes(engine, query),
        ["networks", "create"] => networks::create(engine, &document(body)?),
        ["networks", "prune"] => disk::prune_networks(engine),
        ["networks", name, "connect"] => networks::connect(engine, name, &document(body)?),
        ["networks", name, "disconnect"] => networks::disconnect(engine, name, &document(body)?),
        _ => match image(path, "images/", "/tag") {
            Some(name) => images::tag(engine, name, query),
            None => Err(nothing()),
        },
    }
}

fn delete(engine: &Engine, parts: &[&str], path: &str, query: Query<'_>) -> Answer {
    match *parts {
        ["containers", id] => engine.remove(id, query),
        ["volumes", name] => volumes::remove(engine, name),
        ["networks", name] => networks::remove(engine, name),
        _ => match image(path, "images/", "") {
            Some(name) => images::remove(engine, name, query),
            None => Err(nothing()),
        },
    }
}

/// `GET /containers/json`.
fn list(engine: &Engine, query: Query<'_>, now: Timestamp) -> Value {
    let state = engine.state();
    let all = query.flag("all");
    let labels = query.filter("label");
    let containers = state.containers.iter().filter(|container| {
        let own = container.spec.labels();
        let has = |wanted: &String| match wanted.split_once('=') {
            Some((key, value)) => own.get(key) == Some(&value),
            None => own.contains_key(wanted.as_str()),
        };
        (all || container.is_live()) && labels.iter().all(has)
    });
    let rows = containers.map(|container| json::row(&state, container, now));
    rows.collect::<Vec<_>>().into()
}

/// The path without "/v1.NN"; the versions that dockerd would refuse are refused.
fn unversioned(path: &str) -> Result<&str, Fault> {
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

fn changed(id: &str, change: Option<Change>) -> Answer {
    match change {
        Some(Change::Made) => Ok(empty(StatusCode::NO_CONTENT)),
        Some(Change::Unneeded) => Ok(empty(StatusCode::NOT_MODIFIED)),
        None => Err(unknown(id)),
    }
}
