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

/// A request on the raw engine channel, and the container it is for, if it is for one. `target` is the
/// path with its query, as it will be sent.
pub fn engine_request(method: &str, target: &str) -> (Action, Option<ContainerRef>) {
    known(method, target).unwrap_or((Action::EngineRequest, None))
}

fn known(method: &str, target: &str) -> Option<(Action, Option<ContainerRef>)> {
    let path = target.split_once('?').map_or(target, |(path, _query)| path);
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
        (
            "GET" | "HEAD",
            ["_ping" | "version" | "info" | "events"] | ["containers" | "images", "json"],
        ) => Some((Action::EngineRead, None)),
        ("GET", ["containers", container, "logs"]) => {
            Some((Action::ContainerLogs, Some(container.parse().ok()?)))
        }
        ("POST", ["containers", container, verb]) => {
            let action = match *verb {
                "start" => Action::ContainerStart,
                "stop" => Action::ContainerStop,
                "restart" => Action::ContainerRestart,
                _ => return None,
            };
            Some((action, Some(container.parse().ok()?)))
        }
        _ => None,
    }
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

    #[test]
    fn engine_requests_are_known_by_method_and_path() {
        for (method, path, action, container) in [
            ("GET", "/_ping", Action::EngineRead, None),
            ("HEAD", "/_ping", Action::EngineRead, None),
            ("GET", "/v1.41/info", Action::EngineRead, None),
            (
                "GET",
                "/containers/json?all=1&filters=%7B%7D",
                Action::EngineRead,
                None,
            ),
            ("GET", "/v1.41/images/json", Action::EngineRead, None),
            ("GET", "/events?since=0", Action::EngineRead, None),
            (
                "GET",
                "/containers/web/logs?stdout=1",
                Action::ContainerLogs,
                Some("web"),
            ),
            (
                "POST",
                "/v1.41/containers/web/restart?t=1",
                Action::ContainerRestart,
                Some("web"),
            ),
            (
                "POST",
                "/containers/a1b2/start",
                Action::ContainerStart,
                Some("a1b2"),
            ),
            (
                "POST",
                "/containers/web/stop",
                Action::ContainerStop,
                Some("web"),
            ),
        ] {
            let container = container.map(|c| c.parse().expect("a container's name"));
            assert_eq!(
                engine_request(method, path),
                (action, container),
                "{method} {path}"
            );
        }
    }

    #[test]
    fn whatever_else_takes_the_most() {
        for (method, path) in [
            ("POST", "/containers/json"),
            ("POST", "/containers/create"),
            ("POST", "/containers/web/exec"),
            ("DELETE", "/containers/web"),
            ("GET", "/containers/web/json"),
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
            let expected = (Action::EngineRequest, None);
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
