//! Which shell an image has: it is asked, not guessed.

use std::{convert::Infallible, time::Duration};

use bollard::{exec::CreateExecOptions, models::ExecInspectResponse};
use serde_json::json;
use tokio::time::sleep;

use crate::model::ContainerRef;

use super::super::{Client, Engines, READ_TIMEOUT, RequestError, hijack, within};

/// How long a command of ours may take in the container.
const COMMAND: Duration = Duration::from_secs(10);

/// Between two looks at whether it has ended.
const LOOK: Duration = Duration::from_millis(30);

/// Any status but those of engines and shells for what cannot be run.
const THERE: &str = "exit 10";

/// How one of them says that bash is there too.
const BETTER: i64 = 11;

/// The best shell there is; `None` if the image has none.
pub(super) async fn shell(
    engines: &Engines,
    client: &Client,
    container: &ContainerRef,
    user: Option<&str>,
) -> Result<Option<&'static str>, RequestError> {
    let ask = format!("command -v bash >/dev/null && exit {BETTER}; {THERE}");
    match run(engines, client, container, user, &["sh", "-c", &ask]).await? {
        Some(BETTER) => return Ok(Some("bash")),
        Some(10) => return Ok(Some("sh")),
        Some(_) | None => {}
    }
    for other in ["bash", "ash"] {
        if run(engines, client, container, user, &[other, "-c", THERE]).await? == Some(10) {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Runs a command to its end without a terminal; its status, or `None` if it cannot be run. It must not
/// end with 0.
pub(super) async fn run(
    engines: &Engines,
    client: &Client,
    container: &ContainerRef,
    user: Option<&str>,
    command: &[&str],
) -> Result<Option<i64>, RequestError> {
    let options = CreateExecOptions {
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        cmd: Some(command.to_vec()),
        user,
        ..CreateExecOptions::default()
    };
    let docker = &client.docker;
    let create = async { Ok(docker.create_exec(container.as_str(), options).await?) };
    let id = within(READ_TIMEOUT, create).await?.id;
    // Attached: of what it ran detached, Podman forgets the status.
    let path = format!("/exec/{id}/start");
    let body = json!({"Detach": false, "Tty": false});
    let start = hijack::post(&engines.transport, &client.engine, &path, &body);
    let mut output = match within(READ_TIMEOUT, start).await {
        Ok(output) => output,
        // Some say so at once where the program is not there.
        Err(RequestError::Status { status: 400.., .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let drain = async {
        let mut sink = tokio::io::sink();
        if let Err(error) = tokio::io::copy(&mut output, &mut sink).await {
            tracing::debug!(%error, "a command's output broke off");
        }
        std::future::pending::<Infallible>().await
    };
    let wait = within(COMMAND, async {
        loop {
            // Podman says 0 until it has begun.
            let now = ended(&docker.inspect_exec(&id).await?);
            if let Some(status) = now.filter(|status| *status != 0) {
                return Ok(Some(status));
            }
            sleep(LOOK).await;
        }
    });
    tokio::select! {
        never = drain => match never {},
        status = wait => status,
    }
}

/// The status, if it is over.
pub(super) fn ended(exec: &ExecInspectResponse) -> Option<i64> {
    if exec.running == Some(true) {
        return None;
    }
    exec.exit_code
}
