//! What cannot be made is told by its field, and what can be made becomes what the engines take.

use super::*;
use crate::model::{Limits, PullPolicy};

fn spec(json: Value) -> ContainerSpec {
    serde_json::from_value(json).expect("a specification")
}

#[test]
fn what_cannot_be_made_is_told_by_its_field() {
    let bind = |source: &str, destination: &str| json!({"mounts": [{"kind": "bind", "source": source, "destination": destination}]});
    let cases = [
        (json!({"name": "x"}), "the name `x`"),
        (
            json!({"mounts": [{"kind": "volume", "source": "v", "destination": "data"}]}),
            "mounts: `data` is not an absolute path",
        ),
        (bind("", "/data"), "mounts: which folder"),
        (bind("/a:/etc", "/data"), "has a colon"),
        (bind("/a", "/data:Z"), "has a colon"),
        (bind("/a,ro", "/data"), "has a colon, a comma"),
        (bind("/a/../etc", "/data"), "without `..`"),
        (bind("/a", "/"), "nothing can be mounted at `/`"),
        (
            json!({"mounts": [{"kind": "tmpfs", "destination": "/a"}, {"kind": "tmpfs", "destination": "/a/"}]}),
            "`/a` already",
        ),
        (
            json!({"mounts": [{"kind": "volume", "destination": "/a", "read_only": true}]}),
            "name one",
        ),
        (
            json!({"mounts": [{"kind": "volume", "source": "../etc", "destination": "/a"}]}),
            "a volume or network name must be",
        ),
        (
            json!({"mounts": [{"kind": "other", "destination": "/a"}]}),
            "choose a folder",
        ),
        (
            json!({"ports": [{"container_port": 0, "protocol": "tcp"}]}),
            "port 0 in a container",
        ),
        (
            json!({"ports": [{"container_port": 1, "protocol": "tcp", "host_port": 80}, {"container_port": 2, "protocol": "tcp", "host_port": 80, "host_address": "127.0.0.1"}]}),
            "port 80 of the host is published twice",
        ),
        (
            json!({"ports": [{"container_port": 1, "protocol": "tcp"}, {"container_port": 1, "protocol": "tcp"}]}),
            "port 1 is published twice",
        ),
        (
            json!({"environment": [{"name": "A=B", "value": ""}]}),
            "environment: `A=B`",
        ),
        (
            json!({"environment": [{"name": "A", "value": ""}, {"name": "A", "value": "2"}]}),
            "`A` is set twice",
        ),
        (
            json!({"networks": [{"network": "host"}, {"network": "web"}]}),
            "`host` stands alone",
        ),
        (
            json!({"networks": [{"network": "host"}], "ports": [{"container_port": 1, "protocol": "tcp"}]}),
            "none can be published",
        ),
        (
            json!({"networks": [{"network": "web", "aliases": ["a b"]}]}),
            "cannot be an alias",
        ),
        (
            json!({"networks": [{"network": "web"}, {"network": "web"}]}),
            "`web` is there twice",
        ),
        (
            json!({"pod": "p", "networks": [{"network": "web"}]}),
            "pod:",
        ),
        (json!({"limits": {"memory": 6_291_455}}), "6 MiB"),
        (json!({"limits": {"cpus": 0.0}}), "cores:"),
        (json!({"limits": {"processes": 0}}), "processes:"),
        (
            json!({"restart_policy": {"kind": "always", "attempts": 3}}),
            "on failure",
        ),
        (
            json!({"restart_policy": {"kind": "always"}, "remove_when_ended": true}),
            "removed when it ends",
        ),
        (
            json!({"health": {"command": "  "}}),
            "health check: its command is blank",
        ),
        (
            json!({"health": {"command": "true", "interval": 0}}),
            "its interval is 0 s",
        ),
        (
            json!({"devices": [{"host_path": "/etc/passwd"}]}),
            "below `/dev`",
        ),
        (
            json!({"devices": [{"host_path": "/dev/../etc/passwd"}]}),
            "without `..`",
        ),
        (
            json!({"devices": [{"host_path": "/dev/null", "permissions": "rx"}]}),
            "permission",
        ),
        (
            json!({"capabilities_added": ["CAP_NET_ADMIN"]}),
            "without `CAP_`",
        ),
        (
            json!({"capabilities_dropped": ["net_admin"]}),
            "capabilities dropped",
        ),
        (json!({"working_dir": "tmp"}), "working folder"),
        (json!({"user": "a b"}), "user:"),
        (json!({"hostname": "-h"}), "host name"),
        (json!({"labels": {"": "x"}}), "labels:"),
        (json!({"command": ["a\0b"]}), "NUL"),
        (
            json!({"command": ["x".repeat(40_000)]}),
            "command: a text of 40000 bytes",
        ),
        (json!({"command": vec![""; 501]}), "command: 501 entries"),
        (json!({"stop_timeout": 100_000}), "stop timeout"),
    ];
    for (mut part, sentence) in cases {
        part["image"] = "nothing:1".into();
        let told = check(&spec(part.clone())).expect_err(sentence);
        assert!(told.contains(sentence), "{part}: {told}");
    }
}

#[test]
fn the_same_port_on_two_addresses_is_no_clash() {
    let two = json!({"image": "nothing:1", "ports": [
        {"container_port": 80, "protocol": "tcp", "host_port": 80, "host_address": "127.0.0.1"},
        {"container_port": 80, "protocol": "tcp", "host_port": 80, "host_address": "127.0.0.2"},
        {"container_port": 80, "protocol": "udp", "host_port": 80},
    ]});
    assert_eq!(check(&spec(two)), Ok(()));
}

#[test]
fn everything_finds_its_place_in_the_request() {
    let full = spec(json!({
        "image": "nothing:1", "command": ["sh"], "entrypoint": ["/bin/init"], "terminal": true,
        "ports": [{"container_port": 80, "protocol": "tcp", "host_port": 8080, "host_address": "::1"},
                  {"container_port": 80, "protocol": "tcp"}],
        "mounts": [{"kind": "bind", "source": "/a", "destination": "/b", "read_only": true, "relabel": "private"},
                   {"kind": "volume", "source": "v", "destination": "/c", "relabel": "shared"},
                   {"kind": "volume", "destination": "/d"}, {"kind": "tmpfs", "destination": "/e"}],
        "environment": [{"name": "A", "value": "1=2"}],
        "networks": [{"network": "web", "aliases": ["www"], "address": "10.0.0.2"}, {"network": "db"}],
        "limits": {"memory": 67_108_864, "cpus": 1.5, "processes": 9},
        "restart_policy": {"kind": "on_failure", "attempts": 2},
        "health": {"command": "true", "interval": 2},
        "devices": [{"host_path": "/dev/null"}],
        "read_only": true
    }));
    assert_eq!(check(&full), Ok(()));
    let expected = json!({
        "Image": "nothing:1", "Cmd": ["sh"], "Entrypoint": ["/bin/init"], "Tty": true,
        "ExposedPorts": {"80/tcp": {}}, "Env": ["A=1=2"],
        "Healthcheck": {"Test": ["CMD-SHELL", "true"], "Interval": 2_000_000_000_u64,
            "Timeout": 30_000_000_000_u64, "StartPeriod": 0, "Retries": 3},
        "HostConfig": {
            "Binds": ["/a:/b:ro,Z", "v:/c:z", "/d"], "Tmpfs": {"/e": ""},
            "PortBindings": {"80/tcp": [{"HostIp": "::1", "HostPort": "8080"}, {"HostIp": "", "HostPort": ""}]},
            "NetworkMode": "web", "Memory": 67_108_864, "NanoCpus": 1_500_000_000, "PidsLimit": 9,
            "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 2},
            "Devices": [{"PathOnHost": "/dev/null", "PathInContainer": "/dev/null", "CgroupPermissions": "rwm"}],
            "ReadonlyRootfs": true,
        },
        "NetworkingConfig": {"EndpointsConfig": {"web": {"Aliases": ["www"],
            "IPAMConfig": {"IPv4Address": "10.0.0.2"}}}},
    });
    assert_eq!(body(&full), expected);
    let least = spec(json!({"image": "nothing:1"}));
    assert_eq!(body(&least), json!({"Image": "nothing:1"}));
    assert_eq!(
        (least.pull, least.limits),
        (PullPolicy::Missing, Limits::default())
    );
}
