//! The program `ostree`, asked and told through the host's transport. Its subcommands of `admin` and `remote` do not
//! know `--` (they take it for the name); that no name begins with `-` is the business of the types of the names.

use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::{
    host::command,
    transport::{Terminal, TerminalSize, Transport},
};

use super::{
    BACKEND, HostError, Step,
    commit::{self, Commit},
    screen::{Drawn, Screen},
    status::{self, Listed},
    steps::Steps,
};

/// How long a question may take; each reads a few files.
const ASK_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a deployment may take to be written; slow disks take minutes.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30 * 60);

/// How long a pull may say nothing; it draws its progress every second.
const SILENCE: Duration = Duration::from_secs(10 * 60);

/// How long a pull may take to end after its last word.
const END_TIMEOUT: Duration = Duration::from_secs(60);

/// Bytes of a fault that are kept.
const FAULT: usize = 2048;

/// Wide enough that nothing it draws is cut off.
const SCREEN: TerminalSize = TerminalSize {
    rows: 24,
    columns: 240,
};

/// The program on one host.
#[derive(Debug, Clone)]
pub(super) struct Tool {
    pub(super) transport: Transport,
}

impl Tool {
    /// What it answers.
    pub(super) async fn ask(&self, arguments: &[&str]) -> Result<String, HostError> {
        self.run(arguments, ASK_TIMEOUT).await
    }

    /// The same where a failure is an answer too: there is no such thing.
    pub(super) async fn ask_perhaps(
        &self,
        arguments: &[&str],
    ) -> Result<Option<String>, HostError> {
        let argv = argv(arguments);
        let output = command::output(&self.transport, BACKEND, &argv, b"", ASK_TIMEOUT).await?;
        if output.code == Some(0) {
            return Ok(Some(output.stdout));
        }
        tracing::debug!(?arguments, reason = output.reason(), "ostree has no answer");
        Ok(None)
    }

    /// Writes deployments; what it says goes into the operation's log.
    pub(super) async fn write(&self, arguments: &[&str], steps: &Steps) -> Result<(), HostError> {
        let said = self.run(arguments, WRITE_TIMEOUT).await?;
        for line in said.lines().map(str::trim).filter(|line| !line.is_empty()) {
            steps.send(Step::Said(line.to_owned())).await;
        }
        Ok(())
    }

    async fn run(&self, arguments: &[&str], limit: Duration) -> Result<String, HostError> {
        let said = command::success(&self.transport, BACKEND, &argv(arguments), b"", limit).await;
        said.map_err(|error| {
            let HostError::Failed { backend, reason } = error else {
                return error;
            };
            let reason = explained(reason);
            HostError::Failed { backend, reason }
        })
    }

    /// Pulls, in a terminal of its own: only there it says how far it is. Ends as soon as `cancelled`; what was
    /// fetched by then stays for the next time.
    pub(super) async fn pull(
        &self,
        arguments: &[&str],
        steps: &Steps,
        cancelled: &CancellationToken,
    ) -> Result<(), HostError> {
        let argv = argv(arguments);
        let terminal = self.transport.terminal(&argv, SCREEN);
        let terminal = terminal.map_err(|error| command::absent(BACKEND, &argv, &error))?;
        tokio::select! {
            // Dropping the terminal kills the program.
            () = cancelled.cancelled() => Err(HostError::Conflict {
                reason: "it was cancelled".to_owned(),
            }),
            pulled = watch(terminal, steps) => pulled,
        }
    }

    /// All deployments in boot order.
    pub(super) async fn status(&self) -> Result<Vec<Listed>, HostError> {
        Ok(status::decode(&self.ask(&["admin", "status"]).await?))
    }

    /// A commit that is there, at least its metadata; with the remote's keys its signatures are checked.
    pub(super) async fn commit(
        &self,
        checksum: &str,
        remote: Option<&str>,
    ) -> Result<Option<Commit>, HostError> {
        let verify = remote.map(|remote| format!("--gpg-verify-remote={remote}"));
        let mut arguments = vec!["show"];
        arguments.extend(verify.as_deref());
        arguments.extend(["--", checksum]);
        let told = self.ask_perhaps(&arguments).await?;
        Ok(told.and_then(|text| commit::decode(&text).into_iter().next()))
    }

    /// The commit that the branch names, as last pulled.
    pub(super) async fn tip(&self, refspec: &str) -> Result<Option<String>, HostError> {
        let told = self.ask_perhaps(&["rev-parse", "--", refspec]).await?;
        let told = told.map(|text| text.trim().to_owned());
        Ok(told.filter(|text| status::is_checksum(text)))
    }

    /// Whether all of a commit is there, not only its metadata.
    pub(super) async fn is_whole(&self, checksum: &str) -> bool {
        let mark = format!("/ostree/repo/state/{checksum}.commitpartial");
        self.transport.read(&mark, 4096).await.is_err()
    }

    /// Whether its help of these words names an option or a subcommand: what it knows depends on its version.
    pub(super) async fn knows(&self, words: &[&str], what: &str) -> Result<bool, HostError> {
        let mut arguments = words.to_vec();
        arguments.push("--help");
        let help = self.ask_perhaps(&arguments).await?.unwrap_or_default();
        let mut names = help
            .lines()
            .filter_map(|line| line.split_whitespace().next());
        Ok(names.any(|name| name == what))
    }
}

fn argv<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let mut argv = vec![BACKEND];
    argv.extend(arguments);
    argv
}

/// Follows what it draws to its end.
async fn watch(terminal: Terminal, steps: &Steps) -> Result<(), HostError> {
    let Terminal {
        mut output,
        input,
        mut process,
    } = terminal;
    let failed = |error: std::io::Error| HostError::Failed {
        backend: BACKEND,
        reason: error.to_string(),
    };
    let late = |limit: Duration| HostError::Timeout {
        backend: BACKEND,
        seconds: limit.as_secs(),
    };
    let (mut screen, mut fault) = (Screen::default(), String::new());
    let mut buffer = [0; 4096];
    loop {
        let read = timeout(SILENCE, output.read(&mut buffer)).await;
        let length = read.map_err(|_| late(SILENCE))?.map_err(failed)?;
        let drawn = screen.feed(&buffer[..length]);
        let rest = if length == 0 {
            screen.end_of_line()
        } else {
            None
        };
        for drawn in drawn.into_iter().chain(rest) {
            match drawn {
                Drawn::Progress(progress) => steps.send(Step::Progress(progress)).await,
                Drawn::Said(line) => {
                    note(&mut fault, &line);
                    steps.send(Step::Said(line)).await;
                }
            }
        }
        if length == 0 {
            break;
        }
    }
    drop(input);
    let ended = timeout(END_TIMEOUT, process.wait()).await;
    let status = ended.map_err(|_| late(END_TIMEOUT))?.map_err(failed)?;
    if status.success() {
        return Ok(());
    }
    if fault.is_empty() {
        fault = format!("it ended with {status}");
    }
    Err(HostError::Failed {
        backend: BACKEND,
        reason: explained(fault),
    })
}

/// Keeps what it says from its word "error" on: a bad signature takes two lines.
fn note(fault: &mut String, line: &str) {
    if let Some(reason) = line.strip_prefix("error: ") {
        reason.clone_into(fault);
    } else if !fault.is_empty() && fault.len() < FAULT {
        fault.push_str("; ");
        fault.push_str(line);
    }
}

/// With the next step, where it is known.
fn explained(reason: String) -> String {
    const STEPS: [(&str, &str); 3] = [
        (
            "public key not found",
            "add its key to the remote, if you trust it",
        ),
        (
            "No space left on device",
            "remove a deployment, or clean up",
        ),
        (
            "Could not resolve host",
            "look at the host's network and the remote's address",
        ),
    ];
    match STEPS.iter().find(|(sign, _)| reason.contains(sign)) {
        Some((_, step)) => format!("{reason}: {step}"),
        None => reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_whole_and_with_the_next_step() {
        let mut fault = String::new();
        for line in [
            "Freed objects: 174 bytes",
            "error: Commit x: Signature made",
            "public key not found",
        ] {
            note(&mut fault, line);
        }
        let told = explained(fault);
        assert!(
            told.starts_with("Commit x: Signature made; public key"),
            "{told}"
        );
        assert!(told.ends_with("if you trust it"), "{told}");
        assert_eq!(explained("other".to_owned()), "other");
    }
}
