//! A command on the host that is run to its end, with bounds on time and output. Whoever wants its lines
//! as they come spawns it through the transport.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

use super::HostError;
use crate::transport::{Transport, TransportError};

/// Bytes of each output that are kept; a command that says more has failed.
const OUTPUT: u64 = 16 * 1024 * 1024;

/// What a command said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Runs it; `backend` is what it is called in errors, `input` what it reads. An end with another code than 0 is an
/// answer here.
pub(super) async fn output(
    transport: &Transport,
    backend: &'static str,
    argv: &[&str],
    input: &[u8],
    limit: Duration,
) -> Result<Output, HostError> {
    let failed = |error: std::io::Error| HostError::Failed {
        backend,
        reason: error.to_string(),
    };
    let mut child = transport
        .spawn(argv)
        .map_err(|error| absent(backend, argv, &error))?;
    let (mut stdin, stdout, stderr) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let run = async {
        let write = async {
            if let Some(stdin) = &mut stdin {
                // One that ends without reading everything is judged by its end.
                drop(stdin.write_all(input).await);
            }
            drop(stdin);
        };
        let ((), stdout, stderr) = tokio::join!(write, text(stdout), text(stderr));
        let status = child.wait().await.map_err(failed)?;
        Ok(Output {
            code: status.code(),
            stdout: stdout.map_err(failed)?,
            stderr: stderr.map_err(failed)?,
        })
    };
    timeout(limit, run).await.unwrap_or(Err(HostError::Timeout {
        backend,
        seconds: limit.as_secs(),
    }))
}

/// The same where another code than 0 is an error: what it said last is the reason.
pub(super) async fn success(
    transport: &Transport,
    backend: &'static str,
    argv: &[&str],
    input: &[u8],
    limit: Duration,
) -> Result<String, HostError> {
    let output = output(transport, backend, argv, input, limit).await?;
    if output.code == Some(0) {
        return Ok(output.stdout);
    }
    Err(HostError::Failed {
        backend,
        reason: output.reason(),
    })
}

impl Output {
    /// Why it failed: the last line that it said of errors, or how it ended.
    pub(super) fn reason(&self) -> String {
        let mut lines = self.stderr.lines().rev().map(str::trim);
        let last = lines.find(|line| !line.is_empty());
        match (last, self.code) {
            (Some(line), _) => line.trim_start_matches("error: ").to_owned(),
            (None, Some(code)) => format!("it ended with code {code}"),
            (None, None) => "it was ended by a signal".to_owned(),
        }
    }
}

/// Why a command could not be started.
pub(super) fn absent(backend: &'static str, argv: &[&str], error: &TransportError) -> HostError {
    let program = argv.first().copied().unwrap_or_default();
    match error {
        TransportError::NotFound { .. } => HostError::NotAvailable {
            reason: format!("{program} is not on this host"),
            remedy: format!("use an image that contains {program}"),
        },
        TransportError::Denied { .. } => HostError::Denied {
            backend,
            reason: error.to_string(),
        },
        TransportError::Refused { .. }
        | TransportError::Timeout { .. }
        | TransportError::TooLarge { .. }
        | TransportError::Unsuitable { .. }
        | TransportError::Io { .. } => HostError::Failed {
            backend,
            reason: error.to_string(),
        },
    }
}

async fn text(stream: Option<impl AsyncRead + Unpin>) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    if let Some(stream) = stream {
        stream.take(OUTPUT + 1).read_to_end(&mut bytes).await?;
    }
    if bytes.len() as u64 > OUTPUT {
        return Err(std::io::Error::other("it said more than 16 MiB"));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::transport::Local;

    const SOON: Duration = Duration::from_secs(20);

    fn this_machine() -> Transport {
        Transport::Local(Local {
            root: PathBuf::from("/"),
        })
    }

    #[tokio::test]
    async fn a_command_answers_fails_or_is_not_there() {
        let host = this_machine();
        let said = success(&host, "cat", &["cat"], b"through", SOON).await;
        assert_eq!(said, Ok("through".to_owned()));
        let failed = success(
            &host,
            "sh",
            &["sh", "-c", "echo error: no >&2; exit 3"],
            b"",
            SOON,
        );
        let error = failed.await.expect_err("code 3");
        assert_eq!(error.to_string(), "sh failed: no");
        let absent = output(&host, "x", &["no-such-program"], b"", SOON).await;
        assert!(
            matches!(absent, Err(HostError::NotAvailable { .. })),
            "{absent:?}"
        );
        let slow = output(
            &host,
            "sleep",
            &["sleep", "1000"],
            b"",
            Duration::from_millis(50),
        )
        .await;
        assert!(matches!(slow, Err(HostError::Timeout { .. })), "{slow:?}");
    }
}
