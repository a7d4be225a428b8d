//! Containers on the host, by the Docker API that Docker and Podman both serve. Finds the engine,
//! keeps to it while it answers and looks again when it does not. Sub-modules convert what it lists,
//! start and stop, and read logs.
//!
//! The few requests go over hyper directly: a client library whose list of states is closed refuses
//! the whole list for one word of Podman that it does not know.

mod convert;
mod events;
mod lifecycle;
mod logs;
mod request;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::future::join_all;
use hyper::Method;
use tokio::net::UnixStream;

use crate::{
    model::{ContainerList, Engine, EngineKind},
    transport::{Local, Transport, TransportError},
};

use super::HostError;
use request::{Body, RequestError};

pub(super) use events::changes;
pub(super) use logs::follow as log;

/// How long the engine may take to say who it is.
const VERSION_TIMEOUT: Duration = Duration::from_secs(5);

/// How long it may take to list or to describe.
const READ_TIMEOUT: Duration = Duration::from_secs(15);

/// The newest Docker API whose answers we know.
const NEWEST_API: (u32, u32) = (1, 53);

const BACKEND: &str = "the container engine";

/// The engine of a host: found when first needed, and again after it was lost.
#[derive(Debug)]
pub(super) struct Engines {
    transport: Transport,
    /// In order of preference.
    sockets: Vec<String>,
    found: Mutex<Option<Arc<Engine>>>,
}

impl Engines {
    pub(super) fn new(transport: Transport, configured: Option<String>) -> Self {
        let sockets = candidates(&transport, configured);
        Self {
            transport,
            sockets,
            found: Mutex::default(),
        }
    }

    /// The engine, probed anew.
    pub(super) async fn probe(&self) -> Result<Arc<Engine>, HostError> {
        let probes = self.sockets.iter().map(|socket| self.ask(socket));
        let mut failures = Vec::new();
        let mut found = None;
        for (socket, answer) in self.sockets.iter().zip(join_all(probes).await) {
            match answer {
                Ok(engine) if found.is_none() => found = Some(Arc::new(engine)),
                Ok(_) => {}
                Err(error) => failures.push((socket.as_str(), error)),
            }
        }
        self.found
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone_from(&found);
        found.ok_or_else(|| absent(failures))
    }

    /// All containers, stopped ones included, by name.
    pub(super) async fn list(&self) -> Result<ContainerList, HostError> {
        let answer = self.fetch(Method::GET, "/containers/json?all=true", READ_TIMEOUT);
        let (engine, answer) = answer.await?;
        let containers = convert::containers(&answer).map_err(|error| HostError::Failed {
            backend: BACKEND,
            reason: format!("its list cannot be understood: {error}"),
        })?;
        Ok(ContainerList {
            engine: Engine::clone(&engine),
            containers,
        })
    }

    /// A connection of the caller's own.
    pub(super) async fn open(&self) -> Result<UnixStream, HostError> {
        let engine = self.current().await?;
        match self.transport.connect(&engine.socket).await {
            Ok(stream) => Ok(stream),
            Err(_) => {
                let engine = self.probe().await?;
                let again = self.transport.connect(&engine.socket).await;
                again.map_err(|error| failed(RequestError::Connect(error), "engine"))
            }
        }
    }

    async fn current(&self) -> Result<Arc<Engine>, HostError> {
        let found = self
            .found
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        match found {
            Some(engine) => Ok(engine),
            None => self.probe().await,
        }
    }

    /// A whole answer, about `path` below the version.
    async fn fetch(
        &self,
        method: Method,
        path: &str,
        limit: Duration,
    ) -> Result<(Arc<Engine>, bytes::Bytes), HostError> {
        let mut engine = self.current().await?;
        let mut answer = self.fetch_from(&engine, &method, path, limit).await;
        if let Err(error) = &answer
            && let Some(other) = self.instead(error, &method).await?
        {
            engine = other;
            answer = self.fetch_from(&engine, &method, path, limit).await;
        }
        let answer = answer.map_err(|error| failed(error, path))?;
        Ok((engine, answer))
    }

    async fn fetch_from(
        &self,
        engine: &Engine,
        method: &Method,
        path: &str,
        limit: Duration,
    ) -> Result<bytes::Bytes, RequestError> {
        let path = format!("/v{}{path}", engine.api_version);
        request::fetch(
            &self.transport,
            &engine.socket,
            method.clone(),
            &path,
            limit,
        )
        .await
    }

    /// An answer that is read as it comes.
    async fn send(&self, method: Method, path: &str) -> Result<(Arc<Engine>, Body), HostError> {
        let mut engine = self.current().await?;
        let mut answer = self.send_to(&engine, &method, path).await;
        if let Err(error) = &answer
            && let Some(other) = self.instead(error, &method).await?
        {
            engine = other;
            answer = self.send_to(&engine, &method, path).await;
        }
        let body = answer.map_err(|error| failed(error, path))?;
        Ok((engine, body))
    }

    /// The engine to ask instead after a failure; `None` if asking again is of no use, or might do
    /// something twice. An error if none is left.
    async fn instead(
        &self,
        error: &RequestError,
        method: &Method,
    ) -> Result<Option<Arc<Engine>>, HostError> {
        match error {
            RequestError::Connect(_) => self.probe().await.map(Some),
            // It ended while it was asked.
            RequestError::Broken(_) => {
                let engine = self.probe().await?;
                Ok(method.is_safe().then_some(engine))
            }
            RequestError::Timeout { .. }
            | RequestError::Status { .. }
            | RequestError::Answer(_) => Ok(None),
        }
    }

    async fn send_to(
        &self,
        engine: &Engine,
        method: &Method,
        path: &str,
    ) -> Result<Body, RequestError> {
        let path = format!("/v{}{path}", engine.api_version);
        request::send(&self.transport, &engine.socket, method.clone(), &path).await
    }

    async fn ask(&self, socket: &str) -> Result<Engine, RequestError> {
        let answer = request::fetch(
            &self.transport,
            socket,
            Method::GET,
            "/version",
            VERSION_TIMEOUT,
        );
        convert::engine(&answer.await?, socket, NEWEST_API)
            .map_err(|error| RequestError::Answer(error.to_string()))
    }
}

/// For a person: "Docker 20.10.24 (API 1.41) at /run/docker.sock".
pub(super) fn describe(engine: &Engine) -> String {
    let kind = match engine.kind {
        EngineKind::Docker => "Docker",
        EngineKind::Podman => "Podman",
    };
    let Engine {
        version,
        api_version,
        socket,
        ..
    } = engine;
    format!("{kind} {version} (API {api_version}) at {socket}")
}

/// The configured socket first, then Docker's, then Podman's for the host, then the user's own.
fn candidates(transport: &Transport, configured: Option<String>) -> Vec<String> {
    let Transport::Local(Local { root }) = transport;
    let uid = rustix::process::getuid().as_raw();
    let mut sockets: Vec<String> = configured.into_iter().collect();
    sockets.push("/run/docker.sock".to_owned());
    sockets.push("/run/podman/podman.sock".to_owned());
    if root == Path::new("/")
        && let Ok(folder) = std::env::var("XDG_RUNTIME_DIR")
    {
        sockets.push(format!("{folder}/podman/podman.sock"));
    }
    sockets.push(format!("/run/user/{uid}/podman/podman.sock"));
    let mut seen = std::collections::HashSet::new();
    sockets.retain(|socket| seen.insert(socket.clone()));
    sockets
}

/// The most telling of the reasons why no socket answered.
fn absent(failures: Vec<(&str, RequestError)>) -> HostError {
    let tried: Vec<&str> = failures.iter().map(|(socket, _)| *socket).collect();
    let tried = tried.join(", ");
    let there = failures.into_iter().find(|(_, error)| {
        !matches!(
            error,
            RequestError::Connect(TransportError::NotFound { .. })
        )
    });
    match there {
        None => HostError::NotAvailable {
            reason: format!("no container engine runs on this host: there is no socket at {tried}"),
            remedy: "install Docker, or install Podman and enable its socket: `systemctl enable \
                     --now podman.socket`"
                .to_owned(),
        },
        Some((socket, error)) => unanswered(socket, &error),
    }
}

/// A socket is there, but does not answer.
fn unanswered(socket: &str, error: &RequestError) -> HostError {
    let (name, unit) = if socket.contains("podman") {
        ("Podman", "podman.socket")
    } else {
        ("Docker", "docker.service")
    };
    let restart =
        format!("start it: `systemctl restart {unit}`; `journalctl -u {unit}` says why it stopped");
    let remedy = match error {
        RequestError::Connect(TransportError::Denied { .. }) => format!(
            "give the console's user access to {socket}: add it to the group that owns it (often \
             `docker`), and restart the console"
        ),
        RequestError::Connect(_)
        | RequestError::Timeout { .. }
        | RequestError::Status { .. }
        | RequestError::Broken(_)
        | RequestError::Answer(_) => restart,
    };
    HostError::NotAvailable {
        reason: format!("{name} does not answer at {socket}: {error}"),
        remedy,
    }
}

/// What a failed request means for the caller; `what` was asked about.
fn failed(error: RequestError, what: &str) -> HostError {
    match error {
        RequestError::Connect(error) => {
            let socket = error.to_string();
            unanswered(&socket, &RequestError::Connect(error))
        }
        RequestError::Timeout { seconds } => HostError::Timeout {
            backend: BACKEND,
            seconds,
        },
        RequestError::Status { status: 404, .. } => HostError::NotFound {
            what: what.to_owned(),
        },
        RequestError::Status {
            status: 409,
            message,
        } => HostError::Conflict { reason: message },
        RequestError::Status {
            status: 401 | 403,
            message,
        } => HostError::Denied {
            backend: BACKEND,
            reason: message,
        },
        error @ (RequestError::Status { .. }
        | RequestError::Broken(_)
        | RequestError::Answer(_)) => HostError::Failed {
            backend: BACKEND,
            reason: error.to_string(),
        },
    }
}
