//! The task of one shell, from asking for it to the outcome in the audit log.

use std::{sync::Arc, time::Duration};

use bollard::{exec::CreateExecOptions, query_parameters::ResizeExecOptionsBuilder};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf},
    sync::{mpsc, oneshot},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::access::Permit;

use super::super::{
    Client, Engines, HostError, READ_TIMEOUT, RequestError, failed, hijack, within,
};
use super::{
    Attachment, Place, ShellEnd, ShellRequest, Typed, WindowSize,
    hang_up::{MARK, hang_up},
    probe,
    shell::Shell,
};

/// How long a shell waits for a browser to come back.
const UNATTENDED: Duration = Duration::from_secs(60);
/// Between two looks at whether it still runs: Podman may leave the connection open.
const LOOK: Duration = Duration::from_secs(2);
/// For what it wrote last to arrive.
const LAST_WORDS: Duration = Duration::from_millis(300);
/// For its status, once it has closed the connection.
const STATUS: Duration = Duration::from_secs(3);
/// For its end, once it was told to.
const HANG_UP: Duration = Duration::from_secs(4);
/// Tries to give it its first size, since it may not have begun.
const SIZE_TRIES: usize = 40;
/// Between them.
const SIZE_PAUSE: Duration = Duration::from_millis(50);
/// For the engine to change its size.
const RESIZE: Duration = Duration::from_secs(3);
/// Bytes that are read at once.
const PIECE: usize = 16 * 1024;

/// What a shell needs of its engine.
struct Begun {
    client: Arc<Client>,
    id: String,
    mark: String,
    program: String,
    stream: TokioIo<Upgraded>,
}

/// Opens a shell, answers with a hold of it, and runs it to its end.
pub(super) async fn run(
    engines: Arc<Engines>,
    permit: Permit,
    request: ShellRequest,
    place: Place,
    stop: CancellationToken,
    opened: oneshot::Sender<Result<Attachment, HostError>>,
) {
    let begun = match begin(&engines, &request, &place).await {
        Ok(begun) => begun,
        Err(error) => {
            permit.settle(Some(&error)).await;
            // Whoever asked may have left.
            drop(opened.send(Err(error)));
            return;
        }
    };
    let owner = request.owner.clone();
    let (shell, keys) = Shell::new(place.id.clone(), owner, begun.program.clone());
    place.fill(Arc::clone(&shell));
    let attachment = Shell::attach(&shell, request.dismissed.clone());
    if opened.send(Ok(attachment)).is_err() {
        // Nobody knows of it.
        shell.closed.cancel();
    }
    let (reader, mut writer) = tokio::io::split(begun.stream);
    let (client, id) = (&begun.client, begun.id.as_str());
    let end = tokio::select! {
        () = show(reader, &shell) => status(client, id).await,
        () = obey(&mut writer, keys, request.size, client, id) => status(client, id).await,
        end = watch(client, id) => end,
        why = hung_up(&shell, &request, &stop) => {
            let (container, user) = (&request.container, request.user.as_deref());
            let ending = hang_up(&engines, client, container, user, &begun.mark);
            if timeout(HANG_UP, ending).await != Ok(true) {
                // Without a shell in the image: as somebody at the keyboard would.
                drop(timeout(SIZE_PAUSE, writer.write_all(b"\x03\x04\x04")).await);
            }
            ShellEnd::HungUp(why)
        }
    };
    drop(place);
    let program = &begun.program;
    match &end {
        ShellEnd::Exited(status) => {
            let note = format!("`{program}` ended with status {status}");
            permit.settle_noting(None::<&HostError>, &note).await;
        }
        ShellEnd::HungUp(why) => {
            let note = format!("`{program}` was ended: {why}");
            permit.settle_noting(None::<&HostError>, &note).await;
        }
        ShellEnd::Lost(error) => permit.settle(Some(error)).await,
    }
    shell.end(end);
}

async fn begin(
    engines: &Engines,
    request: &ShellRequest,
    place: &Place,
) -> Result<Begun, HostError> {
    // Asks for it first, so that an engine that was started anew is found.
    engines.inspect(&request.container).await?;
    let client = engines.current().await?;
    let asked = async {
        let user = request.user.as_deref();
        let container = &request.container;
        let command = match &request.command {
            Some(command) => command.clone(),
            None => match probe::shell(engines, &client, container, user).await? {
                Some(shell) => vec![shell.to_owned()],
                None => return Ok(None),
            },
        };
        let program = command.first().cloned().unwrap_or_default();
        let mark = format!("{MARK}={}", place.id);
        let options = CreateExecOptions {
            attach_stdin: Some(true),
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            tty: Some(true),
            env: Some(vec!["TERM=xterm-256color".to_owned(), mark.clone()]),
            cmd: Some(command),
            user: user.map(str::to_owned),
            ..CreateExecOptions::default()
        };
        let create = async {
            Ok(client
                .docker
                .create_exec(container.as_str(), options)
                .await?)
        };
        let id = within(READ_TIMEOUT, create).await?.id;
        let path = format!("/exec/{id}/start");
        let body = json!({"Detach": false, "Tty": true});
        let start = hijack::post(&engines.transport, &client.engine, &path, &body);
        let stream = within(READ_TIMEOUT, start).await?;
        Ok(Some((id, mark, program, stream)))
    };
    match asked.await {
        Ok(Some((id, mark, program, stream))) => Ok(Begun {
            client,
            id,
            mark,
            program,
            stream,
        }),
        Ok(None) => Err(HostError::NotFound {
            what: format!(
                "shell in the image of {}: neither bash nor sh nor ash; it may have been built without one",
                request.container
            ),
        }),
        // Docker says 409, and Podman 500.
        Err(RequestError::Status {
            status: 409 | 500,
            message,
        }) if message.contains("not running") || message.contains("state improper") => {
            Err(HostError::Conflict {
                reason: format!(
                    "{} is not running; start it to open a terminal in it",
                    request.container
                ),
            })
        }
        Err(error) => Err(failed(error, &client.engine, "container")),
    }
}

async fn resize(client: &Client, id: &str, size: WindowSize) -> Result<(), RequestError> {
    let options = ResizeExecOptionsBuilder::default()
        .h(size.rows.into())
        .w(size.columns.into())
        .build();
    within(RESIZE, async {
        Ok(client.docker.resize_exec(id, options).await?)
    })
    .await
}

/// Tells what it writes, until it closes the connection.
async fn show(mut reader: ReadHalf<TokioIo<Upgraded>>, shell: &Shell) {
    let mut piece = vec![0; PIECE];
    loop {
        shell.room().await;
        match reader.read(&mut piece).await {
            Ok(0) => return,
            Ok(length) => shell.write(&piece[..length]),
            Err(error) => {
                tracing::debug!(%error, "a terminal's connection broke");
                return;
            }
        }
    }
}

/// Hands on what is typed, until it cannot be.
async fn obey(
    writer: &mut WriteHalf<TokioIo<Upgraded>>,
    mut keys: mpsc::Receiver<Typed>,
    size: WindowSize,
    client: &Client,
    id: &str,
) {
    for _ in 0..SIZE_TRIES {
        if resize(client, id, size).await.is_ok() {
            break;
        }
        sleep(SIZE_PAUSE).await;
    }
    while let Some(typed) = keys.recv().await {
        match typed {
            Typed::Bytes(bytes) => {
                if let Err(error) = writer.write_all(&bytes).await {
                    tracing::debug!(%error, "a terminal takes nothing any more");
                    // The reader says how it ended.
                    std::future::pending::<()>().await;
                }
            }
            Typed::Resized(size) => {
                if let Err(error) = resize(client, id, size).await {
                    tracing::debug!(%error, "a terminal keeps its size");
                }
            }
        }
    }
}

/// Looks from time to time whether it has ended without a word.
async fn watch(client: &Client, id: &str) -> ShellEnd {
    loop {
        sleep(LOOK).await;
        match look(client, id).await {
            Ok(None) | Err(RequestError::Timeout { .. } | RequestError::Answer(_)) => {}
            Ok(Some(status)) => {
                sleep(LAST_WORDS).await;
                return ShellEnd::Exited(status);
            }
            Err(error) => return ShellEnd::Lost(failed(error, &client.engine, "container")),
        }
    }
}

/// How it ended, now that it has.
async fn status(client: &Client, id: &str) -> ShellEnd {
    let asked = async {
        loop {
            match look(client, id).await {
                Ok(None) => sleep(SIZE_PAUSE).await,
                Ok(Some(status)) => return Ok(status),
                Err(error) => return Err(error),
            }
        }
    };
    match within(STATUS, asked).await {
        Ok(status) => ShellEnd::Exited(status),
        Err(error) => ShellEnd::Lost(failed(error, &client.engine, "container")),
    }
}

async fn look(client: &Client, id: &str) -> Result<Option<i64>, RequestError> {
    let look = async { Ok(client.docker.inspect_exec(id).await?) };
    Ok(probe::ended(&within(READ_TIMEOUT, look).await?))
}

/// Until it has to end, and why.
async fn hung_up(shell: &Shell, request: &ShellRequest, stop: &CancellationToken) -> &'static str {
    let unattended = async {
        loop {
            shell.attended(false).await;
            if timeout(UNATTENDED, shell.attended(true)).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = shell.closed.cancelled() => "it was closed",
        () = request.ended.cancelled() => "the session in which it was opened is over",
        () = stop.cancelled() => "the console stops",
        () = unattended => "its browser did not come back",
    }
}
