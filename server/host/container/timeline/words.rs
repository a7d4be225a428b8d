//! Events in sentences for people, and how much somebody should care.

use crate::{
    host::container::events::EngineEvent,
    model::{Severity, TimelineEntry, TimelineSubject},
};

/// The event as an entry; `None` if it tells a person nothing. `whose` is the container it is about.
pub(super) fn entry(
    event: &EngineEvent,
    whose: Option<&str>,
    out_of_memory: bool,
) -> Option<TimelineEntry> {
    let (mut subject, (severity, text)) = match event.kind.as_str() {
        "container" => (TimelineSubject::Container, container(event, out_of_memory)?),
        "image" => (TimelineSubject::Image, image(event)?),
        "volume" => (TimelineSubject::Volume, made_or_removed(event)?),
        "network" => (TimelineSubject::Network, network(event, whose)?),
        "pod" => (TimelineSubject::Pod, pod(event)?),
        "daemon" | "system" => (TimelineSubject::Engine, engine(event)?),
        _ => return None,
    };
    // Podman tells of the container, and not of the network.
    if subject == TimelineSubject::Network && is_connection(event) && whose.is_none() {
        subject = TimelineSubject::Container;
    }
    Some(TimelineEntry {
        at: event.at,
        subject,
        name: name(event),
        id: Some(event.id.clone()).filter(|id| !id.is_empty()),
        action: first_word(event).to_owned(),
        severity,
        text,
        asked_by: None,
    })
}

/// `exitCode` of a `die`.
pub(super) fn code(event: &EngineEvent) -> Option<i64> {
    let codes = ["exitCode", "containerExitCode"];
    let code = codes.iter().find_map(|key| event.attributes.get(*key));
    code?.parse().ok()
}

/// How a process ended, from its exit code as the engines and shells have it.
pub(super) fn ended(code: i64, out_of_memory: bool) -> (Severity, String) {
    let (mut severity, reason) = match code {
        0 => {
            return (
                Severity::Normal,
                "ended by itself with exit code 0".to_owned(),
            );
        }
        125 => (Severity::Bad, "the engine could not run it"),
        126 => (Severity::Bad, "its command cannot be executed"),
        127 => (Severity::Bad, "its command was not found"),
        129 => (Severity::Normal, "hung up (SIGHUP)"),
        130 => (Severity::Normal, "interrupted (SIGINT)"),
        131 => (Severity::Bad, "quit (SIGQUIT)"),
        132 => (Severity::Bad, "illegal instruction (SIGILL)"),
        134 => (Severity::Bad, "aborted (SIGABRT)"),
        135 => (Severity::Bad, "crashed (SIGBUS)"),
        136 => (Severity::Bad, "arithmetic error (SIGFPE)"),
        137 => (Severity::Warning, "killed (SIGKILL)"),
        139 => (Severity::Bad, "crashed (SIGSEGV)"),
        141 => (Severity::Bad, "wrote to a closed pipe (SIGPIPE)"),
        143 => (Severity::Normal, "terminated (SIGTERM)"),
        159 => (Severity::Bad, "made a forbidden system call (SIGSYS)"),
        _ => (Severity::Bad, "its own error"),
    };
    let mut text = format!("ended with exit code {code}: {reason}");
    if out_of_memory {
        severity = Severity::Bad;
        text.push_str(", out of memory");
    }
    (severity, text)
}

type Told = (Severity, String);

fn plain(text: &str) -> Option<Told> {
    Some((Severity::Normal, text.to_owned()))
}

fn container(event: &EngineEvent, out_of_memory: bool) -> Option<Told> {
    match first_word(event) {
        "create" => match event.attributes.get("image") {
            Some(image) if !image.is_empty() => plain(&format!("was created from {image}")),
            Some(_) | None => plain("was created"),
        },
        "start" => plain("started"),
        "restart" => plain("was restarted"),
        "stop" => plain("was stopped"),
        "pause" => plain("was paused"),
        "unpause" => plain("goes on"),
        "destroy" | "remove" => plain("was removed"),
        "update" => plain("has other limits"),
        "commit" => plain("was saved as an image"),
        "checkpoint" => plain("was frozen to disk"),
        "restore" => plain("was brought back from disk"),
        "rename" => match event.attributes.get("oldName") {
            Some(old) => plain(&format!(
                "was renamed, from `{}`",
                old.trim_start_matches('/')
            )),
            None => plain("was renamed"),
        },
        "kill" => plain(&match event.attributes.get("signal") {
            Some(signal) => format!("was sent {}", signal_name(signal)),
            None => "was sent a signal".to_owned(),
        }),
        "oom" => Some((Severity::Bad, "ran out of memory".to_owned())),
        "die" => Some(match code(event) {
            Some(code) => ended(code, out_of_memory),
            None => (Severity::Warning, "ended".to_owned()),
        }),
        "health_status" => match event.action.rsplit(' ').next()? {
            "healthy" => Some((Severity::Good, "is healthy".to_owned())),
            "unhealthy" => Some((
                Severity::Bad,
                "is unhealthy: its health check fails".to_owned(),
            )),
            "starting" => plain("starts, its health is not known yet"),
            _ => None,
        },
        _ => None,
    }
}

fn image(event: &EngineEvent) -> Option<Told> {
    match first_word(event) {
        "pull" => plain("was pulled"),
        "push" => plain("was pushed"),
        "tag" => plain("was tagged"),
        "untag" => plain("lost a name"),
        "delete" | "remove" => plain("was removed"),
        "import" => plain("was imported"),
        "load" | "loadfromarchive" => plain("was loaded from an archive"),
        "save" => plain("was saved to an archive"),
        "build" => plain("was built"),
        _ => None,
    }
}

fn made_or_removed(event: &EngineEvent) -> Option<Told> {
    match first_word(event) {
        "create" => plain("was created"),
        "destroy" | "remove" => plain("was removed"),
        _ => None,
    }
}

fn is_connection(event: &EngineEvent) -> bool {
    matches!(first_word(event), "connect" | "disconnect")
}

fn network(event: &EngineEvent, whose: Option<&str>) -> Option<Told> {
    match (first_word(event), whose) {
        ("connect", Some(container)) => plain(&format!("container `{container}` was connected")),
        ("disconnect", Some(container)) => {
            plain(&format!("container `{container}` was disconnected"))
        }
        ("connect", None) => plain("was connected to a network"),
        ("disconnect", None) => plain("was disconnected from a network"),
        _ => made_or_removed(event),
    }
}

fn pod(event: &EngineEvent) -> Option<Told> {
    match first_word(event) {
        "create" => plain("was created"),
        "start" => plain("started"),
        "restart" => plain("was restarted"),
        "stop" => plain("was stopped"),
        "kill" => Some((Severity::Warning, "was killed".to_owned())),
        "pause" => plain("was paused"),
        "unpause" => plain("goes on"),
        "remove" | "destroy" => plain("was removed"),
        _ => None,
    }
}

fn engine(event: &EngineEvent) -> Option<Told> {
    match first_word(event) {
        "reload" => plain("read its configuration again"),
        "refresh" => plain("started after a boot"),
        "renumber" => plain("renumbered its locks"),
        _ => None,
    }
}

/// The action without what follows: "health_status: healthy".
fn first_word(event: &EngineEvent) -> &str {
    event.action.split(':').next().unwrap_or_default()
}

fn name(event: &EngineEvent) -> String {
    let named = event.attributes.get("name").filter(|name| !name.is_empty());
    let name = named.unwrap_or(&event.id);
    // An image without a name is told by the start of its id.
    match name.strip_prefix("sha256:") {
        Some(id) => id.chars().take(12).collect(),
        None => name.clone(),
    }
}

fn signal_name(signal: &str) -> String {
    let name = match signal {
        "1" => "HUP",
        "2" => "INT",
        "3" => "QUIT",
        "6" => "ABRT",
        "9" => "KILL",
        "10" => "USR1",
        "12" => "USR2",
        "15" => "TERM",
        "18" => "CONT",
        "19" => "STOP",
        "28" => "WINCH",
        other if other.bytes().all(|byte| byte.is_ascii_digit()) => {
            return format!("signal {other}");
        }
        other => other.trim_start_matches("SIG"),
    };
    format!("SIG{name}")
}
