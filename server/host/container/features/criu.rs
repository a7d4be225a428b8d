//! Whether the host's CRIU can freeze containers: both engines use it, and it depends on the kernel.

use crate::transport::Transport;

use super::VERSION_TIMEOUT;

/// Bytes of its own words that are passed on.
const WORDS: usize = 300;

/// What the host has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::host::container) enum Criu {
    /// It passes its own check, or that is not ours to run.
    Works,
    /// Its own words.
    Fails(String),
    Missing,
}

/// Asks it.
pub(in crate::host::container) async fn probe(transport: &Transport) -> Criu {
    let Ok(child) = transport.spawn(&["criu", "check"]) else {
        return Criu::Missing;
    };
    match tokio::time::timeout(VERSION_TIMEOUT, child.wait_with_output()).await {
        Ok(Ok(output)) if output.status.success() => Criu::Works,
        Ok(Ok(output)) => told(&String::from_utf8_lossy(&output.stderr)),
        Ok(Err(error)) => Criu::Fails(error.to_string()),
        Err(_) => Criu::Fails(format!("no answer within {} s", VERSION_TIMEOUT.as_secs())),
    }
}

/// Of what a failed check writes: the first error is the cause of the others.
fn told(said: &str) -> Criu {
    let denied = ["permission denied", "not permitted", "needs cap", "as root"];
    let lower = said.to_ascii_lowercase();
    if denied.iter().any(|word| lower.contains(word)) {
        // The console has fewer rights than the engine, which will say.
        return Criu::Works;
    }
    let error = said.lines().find(|line| line.starts_with("Error"));
    let line = error.or(said.lines().next()).unwrap_or("it failed");
    let words = line.split_once("): ").map_or(line, |(_, words)| words);
    Criu::Fails(words.chars().take(WORDS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of CRIU 3.17 on a kernel whose vDSO it does not know.
    #[test]
    fn the_first_error_is_told() {
        let said = include_str!("../../../../tests/fixtures/criu/check-failed.txt");
        let words = "vdso: Unexpected rt vDSO area bounds".to_owned();
        assert_eq!(told(said), Criu::Fails(words));
        assert_eq!(told(""), Criu::Fails("it failed".to_owned()));
    }

    #[test]
    fn what_the_console_may_not_look_at_is_for_the_engine_to_say() {
        let said = "Error (criu/tun.c:85): tun: Unable to create tun: Permission denied";
        assert_eq!(told(said), Criu::Works);
    }
}
