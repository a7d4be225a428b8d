//! What a raw request would do, in the gate's words. Pure functions over what the client wrote; whatever
//! is not surely harmless is the most privileged action of its kind.

use crate::model::{Action, ContainerRef};

/// The first Docker API whose `start` takes no host configuration in its body, which could give a
/// container the whole host.
const LEAST_MINOR: u32 = 24;

/// A call on the raw D-Bus channel. An empty interface is a guess of the callee's, so no read.
pub fn dbus_call(interface: &str, member: &str) -> Action {
    match (interface, member) {
        ("org.freedesktop.DBus.Properties", "Get" | "GetAll")
        | ("org.freedesktop.DBus.Introspectable", "Introspect")
        | ("org.freedesktop.DBus.Peer", "Ping" | "GetMachineId")
        | ("org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
        | (
            "org.freedesktop.DBus",
            "GetId" | "GetNameOwner" | "ListActivatableNames" | "ListNames" | "NameHasOwner",
        ) => Action::DbusRead,
        _ => Action::DbusCall,
    }
}

/// What a request on the raw engine channel is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineRequest {
    /// One container; its reference stands in the path once, after `/containers/`.
    Container(Action, ContainerRef),
    /// `GET /containers/json`: whichever containers there are.
    ContainerList,
    /// `GET /events`, of everything.
    Events,
    /// The engine as a whole.
    Whole(Action),
}

impl EngineRequest {
    /// What it takes.
    pub fn action(&self) -> Action {
        match self {
            Self::Container(action, _) | Self::Whole(action) => *action,
            Self::ContainerList | Self::Events => Action::ContainerView,
        }
    }
}

/// Which one it is. `target` is the path with its query, as it will be sent.
pub fn engine_request(method: &str, target: &str) -> EngineRequest {
    known(method, target).unwrap_or(EngineRequest::Whole(Action::EngineRequest))
}

fn known(method: &str, target: &str) -> Option<EngineRequest> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    // Another spelling of a path is read by the engine, not by us.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_.-".contains(&byte);
    if !path.bytes().all(plain) || path.contains("..") || path.contains("//") {
        return None;
    }
    let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let segments = match segments.split_first()? {
        (first, rest) if is_version(first) => rest,
        _ => segments.as_slice(),
    };
    match (method, segments) {
        ("GET" | "HEAD", ["_ping" | "version" | "info"] | ["images", "json"]) => {
            Some(EngineRequest::Whole(Action::EngineRead))
        }
        ("GET", ["events"]) => Some(EngineRequest::Events),
        ("GET", ["containers", "json"]) => Some(EngineRequest::ContainerList),
        (_, ["containers", container]) => of_container(method, container, "", query),
        (_, ["containers", container, verb]) => of_container(method, container, verb, query),
        _ => None,
    }
}

/// With which keys a request to a container means no more than its action says.
fn of_container(method: &str, container: &str, verb: &str, query: &str) -> Option<EngineRequest> {
    const LOGS: &[&str] = &[
        "details",
        "follow",
        "since",
        "stderr",
        "stdout",
        "tail",
        "timestamps",
        "until",
    ];
    let (action, keys): (Action, &[&str]) = match (method, verb) {
        ("GET", "logs") => (Action::ContainerLogs, LOGS),
        ("GET", "stats") => (Action::ContainerView, &["one-shot", "stream"]),
        ("GET", "changes") => (Action::ContainerInspect, &[]),
        // With its environment.
        ("GET", "json") => (Action::ContainerSecrets, &["size"]),
        // Another key brings a checkpoint back, from any folder.
        ("POST", "start") => (Action::ContainerStart, &["detachKeys"]),
        ("POST", "stop") => (Action::ContainerStop, &["signal", "t"]),
        ("POST", "restart") => (Action::ContainerRestart, &["signal", "t"]),
        ("POST", "kill") => (Action::ContainerKill, &["signal"]),
        ("POST", "pause" | "unpause") => (Action::ContainerPause, &[]),
        ("DELETE", "") => (Action::ContainerRemove, &["force", "v"]),
        _ => return None,
    };
    let mut left = keys.to_vec();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let key = pair.split_once('=').map_or(pair, |(key, _)| key);
        // Each at most once: engines differ in which of two they take.
        let place = left.iter().position(|one| *one == key)?;
        left.swap_remove(place);
    }
    Some(EngineRequest::Container(action, container.parse().ok()?))
}

/// `vN.NN`, and not too old.
fn is_version(segment: &str) -> bool {
    let version = segment.strip_prefix('v').and_then(|v| v.split_once('.'));
    let Some((major, minor)) = version else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(major) && digits(minor) && {
        let number = |text: &str| text.parse::<u32>().unwrap_or(0);
        number(major) == 1 && number(minor) >= LEAST_MINOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(action: Action, container: &str) -> EngineRequest {
        EngineRequest::Container(action, container.parse().expect("a container's name"))
    }

    #[test]
    fn engine_requests_are_known_by_method_and_path() {
        let read = EngineRequest::Whole(Action::EngineRead);
        for (method, path, expected) in [
            ("GET", "/_ping", read.clone()),
            ("HEAD", "/_ping", read.clone()),
            ("GET", "/v1.41/info", read.clone()),
            ("GET", "/v1.41/images/json", read),
            (
                "GET",
                "/containers/json?all=1&filters=%7B%7D",
                EngineRequest::ContainerList,
            ),
            (
                "GET",
                "/v1.41/containers/json",
                EngineRequest::ContainerList,
            ),
            ("GET", "/events?since=0", EngineRequest::Events),
            (
                "GET",
                "/containers/web/logs?stdout=1",
                container(Action::ContainerLogs, "web"),
            ),
            (
                "GET",
                "/containers/web/json",
                container(Action::ContainerSecrets, "web"),
            ),
            (
                "POST",
                "/v1.41/containers/web/restart?t=1",
                container(Action::ContainerRestart, "web"),
            ),
            (
                "POST",
                "/containers/a1b2/start",
                container(Action::ContainerStart, "a1b2"),
            ),
            (
                "POST",
                "/containers/web/kill?signal=HUP",
                container(Action::ContainerKill, "web"),
            ),
            (
                "DELETE",
                "/containers/web?v=1&force=1",
                container(Action::ContainerRemove, "web"),
            ),
            // Only with a container of that name; the engine has no such list.
            (
                "GET",
                "/containers/json/logs",
                container(Action::ContainerLogs, "json"),
            ),
        ] {
            assert_eq!(engine_request(method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn whatever_else_takes_the_most() {
        for (method, path) in [
            ("POST", "/containers/json"),
            ("POST", "/containers/create"),
            ("POST", "/containers/web/exec"),
            ("DELETE", "/containers/web?link=1"),
            (
                "POST",
                "/containers/web/start?checkpoint=a&checkpoint-dir=/etc",
            ),
            ("POST", "/containers/web/restart?t=1&t=0"),
            ("POST", "/containers/web/restart?%74=1"),
            ("GET", "/containers/web/top?ps_args=-ef"),
            ("POST", "/containers/web/update"),
            ("GET", "/containers/web"),
            ("GET", "/containers/web/archive?path=/etc/shadow"),
            ("GET", "/containers/json/../web/archive"),
            ("GET", "/containers//json"),
            ("GET", "/containers/%6ason"),
            ("POST", "/containers/we%62/restart"),
            ("POST", "/containers/web/restart/"),
            ("POST", "/containers/../web/restart"),
            ("POST", "/v1.23/containers/web/start"),
            ("POST", "/v2/containers/web/start"),
            ("POST", "/v1.41/v1.41/containers/web/start"),
            ("GET", "//info"),
            ("GET", "/info#x"),
            ("GET", "http://host/info"),
            ("GET", "info"),
            ("GET", ""),
            ("get", "/info"),
            ("OPTIONS", "*"),
        ] {
            let expected = EngineRequest::Whole(Action::EngineRequest);
            assert_eq!(engine_request(method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn only_calls_that_change_nothing_are_reads() {
        let properties = "org.freedesktop.DBus.Properties";
        assert_eq!(dbus_call(properties, "Get"), Action::DbusRead);
        assert_eq!(dbus_call(properties, "Set"), Action::DbusCall);
        assert_eq!(dbus_call("", "Get"), Action::DbusCall);
        assert_eq!(
            dbus_call("org.freedesktop.DBus", "AddMatch"),
            Action::DbusCall
        );
        assert_eq!(
            dbus_call("org.freedesktop.systemd1.Manager", "ListUnits"),
            Action::DbusCall
        );
    }
}
