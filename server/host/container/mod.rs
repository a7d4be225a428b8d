//! Containers on the host, by the Docker API that Docker and Podman both serve, through bollard. Finds
//! the engine, keeps its client while it answers and looks again when it does not. Sub-modules convert
//! what it lists, start and stop, and read logs; `request` holds what bollard cannot ask for us.

mod archive;
mod build;
mod build_context;
mod checkpoint;
mod convert;
mod create;
mod detail;
mod ending;
mod events;
mod exec;
mod facade;
mod features;
mod fetch;
mod groups;
mod hijack;
mod holders;
mod identity;
mod image_decode;
mod images;
mod inspect;
mod known;
mod lifecycle;
mod list;
mod lively;
mod logs;
mod messages;
mod networks;
mod newer;
mod origin;
mod pod;
mod prune;
mod pull;
mod pull_progress;
mod recreate;
mod request;
mod run_command;
mod secrets;
mod spec;
mod stats;
mod steady;
mod steps;
mod timeline;
mod trouble;
mod update;
mod usage;
mod volumes;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bollard::{API_DEFAULT_VERSION, Docker};
use futures_util::future::join_all;
use tokio::{net::UnixStream, time::timeout};

use crate::{
    model::{ContainerRef, Engine, EngineKind},
    transport::{Local, SocketPath, Transport, TransportError},
};

use super::HostError;
use known::Known;
use request::RequestError;
use timeline::Timeline;

pub use archive::Upload;
pub use build::BuildRequest;
pub use exec::{Attachment, Keys, ShellEnd, ShellOutput, ShellOwner, ShellRequest, WindowSize};
pub use facade::ContainerEngine;
pub use groups::GroupMember;
pub use identity::{EventLines, filter_list};
pub use images::Removal as ImageRemoval;
pub use lifecycle::Removal;
pub use logs::{LogFile, LogLines, LogQuery, LogTimes};
pub use stats::Samples;

pub(super) use events::changes;
pub(super) use lively::Lively;

/// How long the engine may take to say who it is; Podman runs other programs for it.
const VERSION_TIMEOUT: Duration = Duration::from_secs(10);

/// How long it may take to list or to describe.
const READ_TIMEOUT: Duration = Duration::from_secs(15);

/// Bollard's own limit in seconds, for an answer's head only: none, since a log may be silent for long.
/// Every call has a limit of ours.
const NO_LIMIT: u64 = u64::MAX;

const BACKEND: &str = "the container engine";

/// The engine of a host: found when first needed, and again after it was lost.
#[derive(Debug)]
pub(super) struct Engines {
    transport: Transport,
    /// In order of preference.
    sockets: Vec<String>,
    timeline: Timeline,
    found: Mutex<Option<Arc<Client>>>,
    /// What its lists leave out.
    known: Arc<Known>,
    groups: groups::UnderWay,
}

/// An engine that answered, and the way to it.
#[derive(Debug)]
pub(super) struct Client {
    engine: Engine,
    docker: Docker,
    /// Keeps the path valid that `docker` connects to.
    _socket: SocketPath,
}

/// Whether to ask again where an engine ended while it was asked.
#[derive(Debug, Clone, Copy)]
enum Repeat {
    /// It only reads.
    Yes,
    /// It might be done twice.
    No,
}

impl Engines {
    pub(super) fn new(transport: Transport, configured: Option<String>) -> Self {
        let sockets = candidates(&transport, configured);
        Self {
            transport,
            sockets,
            timeline: Timeline::default(),
            found: Mutex::default(),
            known: Arc::default(),
            groups: groups::UnderWay::default(),
        }
    }

    /// The engine, probed anew.
    pub(super) async fn probe(&self) -> Result<Arc<Client>, HostError> {
        let probes = self.sockets.iter().map(|socket| self.ask(socket));
        let mut failures = Vec::new();
        let mut found = None;
        for (socket, answer) in self.sockets.iter().zip(join_all(probes).await) {
            match answer {
                Ok(client) if found.is_none() => found = Some(Arc::new(client)),
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

    /// A connection of the caller's own.
    pub(super) async fn open(&self) -> Result<UnixStream, HostError> {
        let (_, stream) = self.reach().await?;
        Ok(stream)
    }

    /// The engine and a connection of the caller's own to it.
    async fn reach(&self) -> Result<(Arc<Client>, UnixStream), HostError> {
        let client = self.current().await?;
        match self.transport.connect(&client.engine.socket).await {
            Ok(stream) => Ok((client, stream)),
            Err(_) => {
                let client = self.probe().await?;
                match self.transport.connect(&client.engine.socket).await {
                    Ok(stream) => Ok((client, stream)),
                    Err(error) => Err(failed(error.into(), &client.engine, "engine")),
                }
            }
        }
    }

    async fn current(&self) -> Result<Arc<Client>, HostError> {
        let found = self
            .found
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        match found {
            Some(client) => Ok(client),
            None => self.probe().await,
        }
    }

    /// Asks about `what`, within `limit`. An engine that is gone is looked for once more.
    async fn call<T, F>(
        &self,
        what: &str,
        repeat: Repeat,
        limit: Duration,
        request: impl Fn(Arc<Client>) -> F,
    ) -> Result<T, HostError>
    where
        F: Future<Output = Result<T, RequestError>>,
    {
        let mut client = self.current().await?;
        let mut answer = within(limit, request(Arc::clone(&client))).await;
        if let Err(error @ (RequestError::Connect(_) | RequestError::Broken(_))) = &answer {
            client = self.probe().await?;
            // Where nobody could be reached, nothing was asked.
            if matches!(
                (error, repeat),
                (RequestError::Connect(_), _) | (_, Repeat::Yes)
            ) {
                answer = within(limit, request(Arc::clone(&client))).await;
            }
        }
        // Podman fails a whole list when something on it goes while it is written.
        if matches!(
            (&answer, repeat),
            (Err(RequestError::Status { status: 500, .. }), Repeat::Yes)
        ) {
            answer = within(limit, request(Arc::clone(&client))).await;
        }
        answer.map_err(|error| failed(error, &client.engine, what))
    }

    async fn ask(&self, path: &str) -> Result<Client, RequestError> {
        // It says better than bollard why a socket cannot be used.
        drop(self.transport.connect(path).await?);
        let socket = self.transport.socket(path)?;
        let local = socket.as_ref().to_string_lossy().into_owned();
        let docker = Docker::connect_with_unix(&local, NO_LIMIT, API_DEFAULT_VERSION)?;
        let asking = async { Ok(docker.negotiate_version().await?) };
        let docker = within(VERSION_TIMEOUT, asking).await?;
        let version = within(VERSION_TIMEOUT, async { Ok(docker.version().await?) }).await?;
        let mut engine = convert::engine(version.clone(), docker.client_version(), path);
        engine.features = features::find(&self.transport, &engine, &version).await;
        Ok(Client {
            engine,
            docker,
            _socket: socket,
        })
    }
}

async fn within<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, RequestError>>,
) -> Result<T, RequestError> {
    timeout(limit, answer)
        .await
        .unwrap_or(Err(RequestError::Timeout {
            seconds: limit.as_secs(),
        }))
}

/// For a person: "Docker 20.10.24 (API 1.41) at /run/docker.sock".
pub(super) fn describe(client: &Client) -> String {
    let engine = &client.engine;
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

/// For a person: "container `web`".
fn what(container: &ContainerRef) -> String {
    format!("container `{container}`")
}

/// What a failed request means for the caller; `what` was asked about.
fn failed(error: RequestError, engine: &Engine, what: &str) -> HostError {
    match error {
        RequestError::Connect(_) => unanswered(&engine.socket, &error),
        RequestError::Timeout { seconds } => HostError::Timeout {
            backend: BACKEND,
            seconds,
        },
        RequestError::Status { status, message } => trouble::explain(status, &message, what),
        error @ (RequestError::Broken(_) | RequestError::Answer(_)) => HostError::Failed {
            backend: BACKEND,
            reason: error.to_string(),
        },
    }
}
