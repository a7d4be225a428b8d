//! Which shell an image has: it is asked, not guessed.

use std::time::Duration;

use bollard::{
    exec::{CreateExecOptions, StartExecOptions},
    models::ExecInspectResponse,
};
use tokio::time::sleep;

use crate::model::ContainerRef;

use super::super::{Client, READ_TIMEOUT, RequestError, within};

/// How long a command of ours may take in the container.
const COMMAND: Duration = Duration::from_secs(10);

/// Between two looks at whether it has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Any status but those of engines and shells for what cannot be run.
const THERE: &str = "exit 10";

/// How one of them says that bash is there too.
const BETTER: i64 = 11;

/// The best shell there is; `None` if the image has none.
pub(super) async fn shell(
    client: &Client,
    container: &ContainerRef,
    user: Option<&str>,
) -> Result<Option<&'static str>, RequestError> {
    let ask = format!("command -v bash >/dev/null && exit {BETTER}; {THERE}");
    match run(client, container, user, &["sh", "-c", &ask]).await? {
        Some(BETTER) => return Ok(Some("bash")),
        Some(10) => return Ok(Some("sh")),
        Some(_) | None => {}
    }
    for other in ["bash", "ash"] {
        if run(client, container, user, &[other, "-c", THERE]).await? == Some(10) {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Runs a command to its end without a terminal; its status, or `None` if it cannot be run.
pub(super) async fn run(
    client: &Client,
    container: &ContainerRef,
    user: Option<&str>,
    command: &[&str],
) -> Result<Option<i64>, RequestError> {
    let options = CreateExecOptions {
        cmd: Some(command.to_vec()),
        user,
        ..CreateExecOptions::default()
    };
    let docker = &client.docker;
    let create = async { Ok(docker.create_exec(container.as_str(), options).await?) };
    let id = within(READ_TIMEOUT, create).await?.id;
    let start = StartExecOptions {
        detach: true,
        ..StartExecOptions::default()
    };
    let started = within(READ_TIMEOUT, async {
        Ok(docker.start_exec(&id, Some(start)).await?)
    });
    match started.await {
        Ok(_) => {}
        // Docker says so at once where the program is not there.
        Err(RequestError::Status { status: 400.., .. }) => return Ok(None),
        Err(error) => return Err(error),
    }
    within(COMMAND, async {
        loop {
            let now = docker.inspect_exec(&id).await?;
            // Podman says 0 until it has begun: none of our commands ends so.
            if let Some(status) = ended(&now).filter(|status| *status != 0) {
                return Ok(Some(status));
            }
            sleep(LOOK).await;
        }
    })
    .await
}

/// The status, if it is over.
pub(super) fn ended(exec: &ExecInspectResponse) -> Option<i64> {
    if exec.running == Some(true) {
        return None;
    }
    exec.exit_code
}
