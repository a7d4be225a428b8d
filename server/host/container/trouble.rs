//! What an engine's error means, in a sentence and with the next step. Docker and Podman word the same trouble
//! differently, and answer it with different statuses: their words are what tells it.

use crate::host::HostError;

use super::BACKEND;

/// Bytes of an engine's own words that are passed on.
const WORDS: usize = 600;

/// Digits of an id that are told.
const SHORT_ID: usize = 12;

/// The engine answered `status` and `message` when it was asked about `what`, e.g. "container `web`".
pub(super) fn explain(status: u16, message: &str, what: &str) -> HostError {
    let words = shorten(message);
    let lower = words.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    if let Some(error) = missing(status, &lower, what) {
        return error;
    }
    if let Some(error) = taken(&lower, &words) {
        return error;
    }
    if let Some(error) = state(&lower, what) {
        return error;
    }
    if let Some(error) = start(&lower, &words, what) {
        return error;
    }
    if has(&["criu", "experimental feature"]) || status == 501 {
        return HostError::NotAvailable {
            reason: format!("the container engine cannot do that: {words}"),
            remedy: "install CRIU on the host; Docker also needs `\"experimental\": true` in \
                     /etc/docker/daemon.json and a restart"
                .to_owned(),
        };
    }
    match status {
        400 => HostError::Invalid {
            reason: format!("the container engine refused it: {words}"),
        },
        401 | 403 => HostError::Denied {
            backend: BACKEND,
            reason: words,
        },
        409 => HostError::Conflict { reason: words },
        _ if has(&["state improper", "invalid argument"]) => HostError::Conflict { reason: words },
        _ => HostError::Failed {
            backend: BACKEND,
            reason: if words.is_empty() {
                format!("it answered with status {status} and no reason")
            } else {
                words
            },
        },
    }
}

/// Something is not there: what was asked about, or what it needs.
fn missing(status: u16, lower: &str, what: &str) -> Option<HostError> {
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    if status == 404 && matches!(lower, "not found" | "page not found" | "404 page not found") {
        return Some(HostError::NotAvailable {
            reason: format!("this version of the container engine cannot do that to {what}"),
            remedy: "update the container engine on the host".to_owned(),
        });
    }
    let other = |kind: &str| !what.starts_with(kind);
    if has(&["no such image", "image not known"]) && other("image") {
        return Some(blocked(
            format!("the image of {what} is not on this host"),
            "pull the image first",
        ));
    }
    if status == 404
        && other("network")
        && lower.contains("network")
        && has(&["not found", "unable to find"])
    {
        return Some(blocked(
            format!("a network of {what} is gone"),
            "create the network again, or recreate the container with another one",
        ));
    }
    (status == 404 || has(&["no such container", "no such pod", "layer not known"])).then(|| {
        HostError::NotFound {
            what: what.to_owned(),
        }
    })
}

/// What an engine says, in lower case, where it could not write.
pub(super) fn disk_full(lower: &str) -> Option<HostError> {
    let signs = ["no space left on device", "disk quota exceeded"];
    let is_full = signs.iter().any(|sign| lower.contains(sign));
    is_full.then(|| {
        blocked(
            "the host's disk is full".to_owned(),
            "free some space on the host: prune what is not used on the Storage page, then try again",
        )
    })
}

/// A name, a port, a place on the disk that something else has.
fn taken(lower: &str, words: &str) -> Option<HostError> {
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    if let Some(error) = disk_full(lower) {
        return Some(error);
    }
    if has(&["port is already allocated", "address already in use"]) {
        return Some(match port(lower) {
            Some(port) => blocked(
                format!("port {port} of the host is taken by something else"),
                format!(
                    "publish another port, or stop what uses it: `ss --listening --processes \
                     'sport = :{port}'` on the host names it"
                ),
            ),
            None => blocked(
                "a port of the host is taken by something else".to_owned(),
                "publish another port, or stop what uses it: `ss --listening --processes` on the \
                 host names it",
            ),
        });
    }
    if lower.contains("name") && lower.contains("already in use") {
        let name = quoted_name(words);
        let name = name.map_or_else(
            || "the name".to_owned(),
            |name| format!("the name `{name}`"),
        );
        return Some(blocked(
            format!("{name} is taken by another container"),
            "choose another name, or rename or remove that container",
        ));
    }
    if lower.contains("volume") && has(&["is in use", "being used"]) {
        return Some(blocked(
            "containers still use this volume".to_owned(),
            "remove the containers that use it first, stopped ones too",
        ));
    }
    if has(&[
        "has active endpoints",
        "network is being used",
        "has associated containers",
    ]) {
        return Some(blocked(
            "containers are still attached to this network".to_owned(),
            "disconnect or remove them first",
        ));
    }
    if lower.contains("image")
        && has(&[
            "is being used by",
            "is using its",
            "image used by",
            "in use by",
        ])
    {
        return Some(blocked(
            "containers still use this image".to_owned(),
            "remove the containers that use it first, stopped ones too",
        ));
    }
    None
}

/// It runs and should not, or the other way round.
fn state(lower: &str, what: &str) -> Option<HostError> {
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    if has(&["remov"])
        && has(&[
            "running container",
            "is running",
            "as it is running",
            "as it is paused",
        ])
    {
        return Some(blocked(
            format!("{what} is running"),
            "stop it first, or remove it by force",
        ));
    }
    if has(&[
        "has dependent containers",
        "is an infra container",
        "infra container of pod",
    ]) {
        return Some(blocked(
            format!("other containers depend on {what}"),
            "remove those first, or the whole pod",
        ));
    }
    if has(&["no defined healthcheck", "has no healthcheck"]) {
        return Some(blocked(
            format!("{what} has no health check"),
            "recreate it with one",
        ));
    }
    if has(&["is not paused"]) {
        return Some(HostError::Conflict {
            reason: format!("{what} is not paused"),
        });
    }
    if has(&["already paused"]) {
        return Some(HostError::Conflict {
            reason: format!("{what} is paused already"),
        });
    }
    if has(&["is paused", "paused container", "try unpause"]) {
        return Some(blocked(format!("{what} is paused"), "unpause it first"));
    }
    if has(&[
        "is not running",
        "can only kill running",
        "is not in running state",
    ]) {
        return Some(blocked(format!("{what} does not run"), "start it first"));
    }
    if has(&["removal of container"]) && has(&["already in progress"]) {
        return Some(HostError::Conflict {
            reason: format!("{what} is being removed already"),
        });
    }
    None
}

/// Why its first process cannot be started.
fn start(lower: &str, words: &str, what: &str) -> Option<HostError> {
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    if has(&[
        "bind source path does not exist",
        "bind mount source path does not exist",
    ]) || (lower.contains("statfs ") && lower.contains("no such file"))
    {
        return Some(blocked(
            format!("a folder of the host that {what} mounts does not exist: {words}"),
            "create the folder on the host, or recreate the container without that mount",
        ));
    }
    if !has(&["exec:", "executable file", "oci runtime", "oci permission"]) {
        return None;
    }
    if has(&["command that was not found", "executable file not found"])
        || (lower.contains("exec:") && lower.contains("no such file or directory"))
    {
        return Some(blocked(
            match quoted_command(words) {
                Some(command) => format!("the image of {what} has no command `{command}`"),
                None => format!("the image of {what} does not have its command"),
            },
            "recreate the container with a command that its image has",
        ));
    }
    if lower.contains("permission denied") && lower.contains("exec:") {
        return Some(blocked(
            match quoted_command(words) {
                Some(command) => format!("`{command}` of {what} may not be executed"),
                None => format!("the command of {what} may not be executed"),
            },
            "make the file executable in the image, or recreate the container with another command",
        ));
    }
    None
}

fn blocked(reason: String, remedy: impl Into<String>) -> HostError {
    HostError::Blocked {
        reason,
        remedy: remedy.into(),
    }
}

/// The port of "0.0.0.0:8080: bind: address already in use" or "Bind for 0.0.0.0:8080 failed".
fn port(lower: &str) -> Option<u16> {
    let end = lower
        .find(": bind:")
        .or_else(|| lower.find(" failed: port"))?;
    let digits = lower[..end].rsplit(':').next()?;
    digits.parse().ok()
}

/// What stands after "name", in quotation marks or not, without the slash of the Docker API.
fn quoted_name(words: &str) -> Option<&str> {
    let (_, rest) = words.split_once("name ")?;
    let rest = rest.trim_start_matches(['"', '/', '\\']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"_.-".contains(c));
    let name = &rest[..end.unwrap_or(rest.len())];
    (!name.is_empty() && rest.len() > name.len()).then_some(name)
}

/// The command of `exec: "/no/such": …`.
fn quoted_command(words: &str) -> Option<&str> {
    let (_, rest) = words.split_once("exec: \"")?;
    Some(rest.split_once('"')?.0)
}

/// One line of bounded length, in which ids have their first digits only.
pub(super) fn shorten(message: &str) -> String {
    let mut short = String::new();
    let mut word = String::new();
    let flush = |word: &mut String, short: &mut String| {
        let is_id = word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
        short.push_str(if is_id { &word[..SHORT_ID] } else { word });
        word.clear();
    };
    for c in message.trim().chars() {
        if c.is_ascii_alphanumeric() {
            word.push(c);
        } else {
            flush(&mut word, &mut short);
            short.push(if c.is_control() { ' ' } else { c });
        }
    }
    flush(&mut word, &mut short);
    short.truncate(short.floor_char_boundary(WORDS));
    short
}

#[cfg(test)]
mod tests;
