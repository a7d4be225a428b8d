//! Ends what runs in a terminal. No engine does that when a terminal's connection closes, and none has a
//! request for it, so a command in the same container does: whatever was started in the terminal has a
//! mark in its environment.

use crate::model::ContainerRef;

use super::super::{Client, Engines};
use super::probe;

/// The variable that marks the processes of a terminal.
pub(super) const MARK: &str = "ATOMDECK_TERMINAL";

/// `$1` is the mark. Built-in commands only, but for `sleep`, without which nobody gets time to save.
/// A hangup first, as from a terminal that is gone; then no more questions.
const SCRIPT: &str = r#"
for signal in HUP KILL; do
    found=
    for process in /proc/[0-9]*; do
        while IFS= read -r line || [ -n "$line" ]; do
            case $line in *"$1"*) found=1; kill -s "$signal" "${process#/proc/}"; break ;; esac
        done <"$process/environ"
    done
    [ -n "$found" ] || break
    [ "$signal" = KILL ] || sleep 1
done
exit 10"#;

/// Ends every process of the terminal with that mark. False if it cannot: the image has no shell, or the
/// container does not run any more.
pub(super) async fn hang_up(
    engines: &Engines,
    client: &Client,
    container: &ContainerRef,
    user: Option<&str>,
    mark: &str,
) -> bool {
    for shell in ["sh", "bash"] {
        let command = [shell, "-c", SCRIPT, "sh", mark];
        match probe::run(engines, client, container, user, &command).await {
            Ok(Some(10)) => return true,
            Ok(Some(_) | None) => {}
            Err(error) => {
                tracing::debug!(%error, "a terminal cannot be hung up");
                return false;
            }
        }
    }
    false
}
