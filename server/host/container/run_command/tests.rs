//! Lines as people paste them, and every specification through its line and back.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::model::{
    DeviceSpec, EnvironmentSpec, HealthSpec, MountKind, MountSpec, NetworkSpec, PortSpec, Protocol,
    PullPolicy, Relabel, RestartPolicy, RestartPolicyKind,
};

/// The fields of the specification that are told, without those that stand as they are by default.
#[track_caller]
fn read(line: &str) -> (Value, Vec<String>) {
    let parsed = parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    let told = serde_json::to_value(&parsed.spec).unwrap();
    let plain = serde_json::to_value(ContainerSpec::of(parsed.spec.image.clone())).unwrap();
    let fields = told.as_object().unwrap().iter();
    let differing = fields
        .filter(|(name, value)| *name == "image" || plain.get(name.as_str()) != Some(*value))
        .map(|(name, value)| (name.clone(), value.clone()));
    (Value::Object(differing.collect()), parsed.left_out)
}

#[test]
fn lines_are_read() {
    let port = |port: u16, host: Option<u16>| match host {
        Some(host) => json!({"container_port": port, "protocol": "tcp", "host_port": host}),
        None => json!({"container_port": port, "protocol": "tcp"}),
    };
    let mount = |kind: &str, source: &str, destination: &str| json!({"kind": kind, "source": source, "destination": destination, "read_only": false, "relabel": "keep"});
    let mut labelled = mount("bind", "/srv", "/data");
    labelled["read_only"] = true.into();
    labelled["relabel"] = "private".into();
    let limits = |name: &str, value: Value| json!({ name: value });
    let cases = [
        ("docker run nginx", json!({"image": "nginx"})),
        (
            "$ sudo -E docker container run --rm -it alpine:3 sh -c 'echo $HOME'",
            json!({"image": "alpine:3", "command": ["sh", "-c", "echo $HOME"], "terminal": true, "interactive": true, "remove_when_ended": true}),
        ),
        (
            "/usr/bin/podman create --name=web \\\n  -p 8080:80 \\  \r\n -p80 nginx",
            json!({"image": "nginx", "name": "web", "start": false, "ports": [port(80, Some(8080)), port(80, None)]}),
        ),
        (
            "docker run -dp 1-2:3-4 -t=false x",
            json!({"image": "x", "ports": [port(3, Some(1)), port(4, Some(2))]}),
        ),
        (
            "docker run -p '[::1]:53:53/udp' -p 127.0.0.1::9 x",
            json!({"image": "x", "ports": [
            {"container_port": 53, "protocol": "udp", "host_port": 53, "host_address": "::1"},
            {"container_port": 9, "protocol": "tcp", "host_address": "127.0.0.1"}]}),
        ),
        (
            "docker run -v /srv:/data:ro,Z -v vol:/v -v /anon --tmpfs /run:rw x",
            json!({"image": "x", "mounts": [
            labelled, mount("volume", "vol", "/v"), mount("volume", "", "/anon"), mount("tmpfs", "", "/run")]}),
        ),
        (
            "docker run --mount type=bind,src=/srv,target=/data,readonly,relabel=private --mount source=vol,dst=/v x",
            json!({"image": "x", "mounts": [labelled, mount("volume", "vol", "/v")]}),
        ),
        (
            "docker run -e A=1 --env='B=two words' -e A=3 x",
            json!({"image": "x", "environment": [
            {"name": "B", "value": "two words"}, {"name": "A", "value": "3"}]}),
        ),
        (
            "docker run --restart on-failure:3 x",
            json!({"image": "x", "restart_policy": {"kind": "on_failure", "attempts": 3}}),
        ),
        (
            "docker run -m 1.5g x",
            json!({"image": "x", "limits": limits("memory", json!(1_610_612_736))}),
        ),
        (
            "docker run --memory=512MiB x",
            json!({"image": "x", "limits": limits("memory", json!(536_870_912))}),
        ),
        (
            "docker run --cpus .5 x",
            json!({"image": "x", "limits": limits("cpus", json!(0.5))}),
        ),
        ("docker run --pids-limit=-1 x", json!({"image": "x"})),
        (
            "docker run --net host x",
            json!({"image": "x", "networks": [{"network": "host", "aliases": []}]}),
        ),
        ("docker run --network bridge x", json!({"image": "x"})),
        (
            "podman run --network web:alias=a,ip=10.0.0.2 --network db x",
            json!({"image": "x", "networks": [
            {"network": "web", "aliases": ["a"], "address": "10.0.0.2"}, {"network": "db", "aliases": []}]}),
        ),
        (
            "docker run --network name=web,alias=a --network-alias b --ip 10.0.0.3 x",
            json!({"image": "x", "networks": [
            {"network": "web", "aliases": ["a", "b"], "address": "10.0.0.3"}]}),
        ),
        (
            "docker run --health-cmd 'curl -f http://localhost' --health-interval=1m30s --health-retries 5 x",
            json!({"image": "x", "health":
            {"command": "curl -f http://localhost", "interval": 90, "timeout": 30, "start_period": 0, "retries": 5}}),
        ),
        (
            "docker run --no-healthcheck x",
            json!({"image": "x", "health":
            {"command": "", "interval": 30, "timeout": 30, "start_period": 0, "retries": 3}}),
        ),
        (
            "podman run --health-cmd '[\"CMD-SHELL\",\"a b\"]' --pod p --entrypoint '[\"a\",\"b\"]' x",
            json!({"image": "x", "pod": "p", "entrypoint": ["a", "b"], "health":
            {"command": "a b", "interval": 30, "timeout": 30, "start_period": 0, "retries": 3}}),
        ),
        (
            "docker run --cap-add CAP_NET_ADMIN --cap-add=sys_time,all --cap-drop ALL x",
            json!({"image": "x",
            "capabilities_added": ["NET_ADMIN", "SYS_TIME", "ALL"], "capabilities_dropped": ["ALL"]}),
        ),
        (
            "docker run --device /dev/fuse --device=/dev/a:/dev/b:r x",
            json!({"image": "x", "devices": [
            {"host_path": "/dev/fuse", "permissions": "rwm"},
            {"host_path": "/dev/a", "container_path": "/dev/b", "permissions": "r"}]}),
        ),
        (
            "docker run -l a=b -l flag --hostname h -u 1:2 -w /w --init --read-only --privileged --stop-timeout 5 --pull always -- x -v",
            json!({"image": "x", "labels": {"a": "b", "flag": ""}, "hostname": "h", "user": "1:2", "working_dir": "/w", "init": true,
                "read_only": true, "privileged": true, "stop_timeout": 5, "pull": "always", "command": ["-v"]}),
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(read(line), (expected, Vec::new()), "{line}");
    }
}

#[test]
fn what_is_left_out_is_told() {
    let cases = [
        ("docker run --env-file .env x", "cannot read files"),
        ("docker run -v $PWD/data:/data x", "does not expand `$PWD`"),
        (
            "docker run -v \"$(pwd)/my data\":/data x",
            "does not expand `$(pwd)`",
        ),
        (
            "docker run -e A=`date +%s` x",
            "does not expand ``date +%s``",
        ),
        ("docker run -e A=${A:-1} x", "does not expand `${A:-1}`"),
        ("docker run -e HOME x", "in your shell"),
        ("docker run -v ./data:/data x", "write an absolute one"),
        ("docker run -v ~/data:/data x", "write an absolute one"),
        ("docker run -v vol:/data:nocopy x", "`nocopy` of the mount"),
        (
            "docker run --mount type=tmpfs,dst=/t,tmpfs-size=1m x",
            "`tmpfs-size=1m` of the mount",
        ),
        (
            "docker run --gpus all x",
            "`--gpus all` was left out: the form has no field",
        ),
        (
            "docker run --network container:web x",
            "no field for this mode",
        ),
        ("docker run --network-alias web x", "go with a `--network`"),
        ("docker run --health-interval 500ms x", "whole seconds"),
        (
            "docker run --health-interval 5s x",
            "go with `--health-cmd`",
        ),
        ("docker run -p 80-90:80 x", "not of the same length"),
        ("docker run -p http x", "it is no port"),
        ("docker run --rm=perhaps x", "`true` or `false`"),
        ("docker run -m lots x", "it is no size"),
        ("docker run -P x", "publish the ports"),
        (
            "docker run --name 'a b' x",
            "a container name or id must be",
        ),
        ("docker run x echo $HOME", "the command has `$HOME`"),
    ];
    for (line, sentence) in cases {
        let (_, left_out) = read(line);
        assert!(
            left_out.len() == 1 && left_out[0].contains(sentence),
            "{line}: {left_out:?}"
        );
    }
    let (spec, _) = read("docker run -v $PWD:/data x echo $HOME");
    assert_eq!(spec, json!({"image": "x", "command": ["echo", "$HOME"]}));
}

#[test]
fn what_is_no_line_is_refused() {
    let cases = [
        ("", "begin it with one of these"),
        ("ls -l", "begin it with one of these"),
        ("docker ps", "begin it with one of these"),
        (
            "docker --context x run y",
            "`--context` stands before `run`",
        ),
        ("docker run", "names no image"),
        ("docker run -v", "`-v` has no value"),
        (
            "docker run --no-such-option x",
            "`--no-such-option` is no option",
        ),
        ("docker run -itZ x", "`-Z` is no option"),
        ("docker run 'a", "complete it"),
        ("docker run $(cat", "complete it"),
        ("docker run $IMAGE", "write the image itself"),
        ("docker run 'no image'", "stands where the image does"),
        ("docker run x && docker ps", "`&`"),
        ("docker run x | cat", "`|`"),
        (
            "docker run x\ndocker ps",
            "end each but the last with a backslash",
        ),
        ("docker run \0x", "NUL"),
    ];
    for (line, sentence) in cases {
        let told = parse(line).expect_err(line);
        assert!(told.contains(sentence), "{line}: {told}");
    }
}

#[test]
fn a_line_is_for_the_engines_own_program() {
    let mut spec = ContainerSpec::of("nginx:1".parse().unwrap());
    spec.entrypoint = vec!["sh".to_owned(), "-c".to_owned()];
    spec.command = vec!["echo $HOME; it's".to_owned()];
    for (network, alias) in [("web", vec!["www".to_owned()]), ("db", Vec::new())] {
        spec.networks.push(NetworkSpec {
            network: network.parse().unwrap(),
            aliases: alias,
            address: None,
        });
    }
    let docker = write(&spec, EngineKind::Docker).unwrap().line;
    let end = r#"--network db nginx:1 -c 'echo $HOME; it'"'s""#;
    let expected =
        format!("docker run --detach --entrypoint sh --network 'name=web,alias=www' {end}");
    assert_eq!(docker, expected);
    spec.start = false;
    let podman = write(&spec, EngineKind::Podman).unwrap().line;
    let expected = format!("podman create --entrypoint sh --network 'web:alias=www' {end}");
    assert_eq!(podman, expected);
    spec.command = vec!["\u{1b}[2J".to_owned()];
    let told = write(&spec, EngineKind::Docker).unwrap_err();
    assert!(told.contains("control character"), "{told}");
    spec.working_dir = Some("here".to_owned());
    let told = write(&spec, EngineKind::Docker).unwrap_err();
    assert!(told.contains("working folder"), "{told}");
}

/// Free text: whatever a person may write, what shells care about above all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 $`'\"\\\\=:,;&|<>(){}*?~#!%-]{1,12}",
        "[^\\p{Cc}]{1,8}",
        "[a-z\n\t]{1,6}",
    ]
}

fn ports() -> impl Strategy<Value = Vec<PortSpec>> {
    let address = prop::option::of(prop_oneof![
        any::<std::net::Ipv4Addr>().prop_map(std::net::IpAddr::V4),
        any::<std::net::Ipv6Addr>().prop_map(std::net::IpAddr::V6),
    ]);
    let protocol = prop::sample::select(vec![Protocol::Tcp, Protocol::Udp, Protocol::Sctp]);
    let port = (
        1..=u16::MAX,
        protocol,
        prop::option::of(1..=u16::MAX),
        address,
    );
    prop::collection::vec(port, 0..3).prop_map(|ports| {
        let port = |(container_port, protocol, host_port, host_address)| PortSpec {
            container_port,
            protocol,
            host_port,
            host_address,
        };
        ports.into_iter().map(port).collect()
    })
}

fn mounts() -> impl Strategy<Value = Vec<MountSpec>> {
    let kind = prop::sample::select(vec![MountKind::Bind, MountKind::Volume, MountKind::Tmpfs]);
    let relabel = prop::sample::select(vec![Relabel::Keep, Relabel::Shared, Relabel::Private]);
    let mount = (
        kind,
        "[a-z0-9 $'é]{1,9}",
        "[a-z0-9][a-z0-9_.-]{1,5}",
        any::<bool>(),
        relabel,
    );
    prop::collection::vec(mount, 0..4).prop_map(|mounts| {
        let numbered = mounts.into_iter().enumerate();
        let mount = |(at, (kind, path, name, read_only, relabel))| MountSpec {
            kind,
            source: match kind {
                MountKind::Bind => format!("/{path}"),
                MountKind::Volume if read_only || relabel != Relabel::Keep => name,
                MountKind::Volume | MountKind::Tmpfs | MountKind::Other => String::new(),
            },
            destination: format!("/{at}{path}"),
            read_only,
            relabel: if kind == MountKind::Tmpfs {
                Relabel::Keep
            } else {
                relabel
            },
        };
        let mut mounts: Vec<MountSpec> = numbered.map(mount).collect();
        // As they stand in a line.
        mounts.sort_by_key(|mount| mount.kind == MountKind::Tmpfs);
        mounts
    })
}

fn networks() -> impl Strategy<Value = Vec<NetworkSpec>> {
    let network = (
        "[a-z][a-z0-9_.]{1,6}",
        prop::collection::vec("[a-z][a-z0-9.-]{0,5}", 0..3),
        prop::option::of(any::<std::net::IpAddr>()),
    );
    prop::collection::vec(network, 0..3).prop_map(|networks| {
        let numbered = networks.into_iter().enumerate();
        let network = |(at, (name, aliases, address)): (usize, (String, _, _))| NetworkSpec {
            network: format!("n{at}{name}").parse().expect("a network's name"),
            aliases,
            address,
        };
        numbered.map(network).collect()
    })
}

fn health() -> impl Strategy<Value = Option<HealthSpec>> {
    let times = (1..90_u32, 1..90_u32, 0..90_u32, 1..9_u32);
    let check = ("[a-z$' ]{0,8}[a-z]", times).prop_filter_map(
        "Podman switches it off by this word",
        |(command, (interval, timeout, start_period, retries))| {
            (command != "none").then_some(HealthSpec {
                command,
                interval,
                timeout,
                start_period,
                retries,
            })
        },
    );
    prop::option::of(prop_oneof![check, Just(HealthSpec::of(""))])
}

prop_compose! {
    fn outside()(
        ports in ports(), mounts in mounts(), networks in networks(),
        devices in prop::collection::vec(("[a-z]{1,5}", prop::option::of("/dev/[a-z]{1,5}"), prop::sample::select(vec!["r", "rw", "rwm"])), 0..3),
        added in prop::sample::subsequence(vec!["NET_ADMIN", "SYS_TIME", "ALL"], 0..3),
    )(
        ports in Just(ports), mounts in Just(mounts), networks in Just(networks),
        devices in Just(devices), added in Just(added),
    ) -> ContainerSpec {
        let mut spec = ContainerSpec::of("quay.io/a/b:1".parse().expect("an image"));
        (spec.ports, spec.mounts, spec.networks) = (ports, mounts, networks);
        spec.devices = devices.into_iter().map(|(host, container_path, permissions)| DeviceSpec {
            host_path: format!("/dev/{host}"), container_path, permissions: permissions.to_owned(),
        }).collect();
        spec.capabilities_added = added.into_iter().map(str::to_owned).collect();
        spec
    }
}

prop_compose! {
    fn specs()(
        mut spec in outside(),
        command in prop::collection::vec(text(), 0..4), entrypoint in prop::option::of("[a-z/ $]{1,8}"),
        values in prop::collection::btree_map("[A-Z_]{1,6}", text(), 0..3),
        labels in prop::collection::btree_map("[a-z. ]{1,6}", text(), 0..3),
        named in (prop::option::of("[a-z][a-z0-9_.-]{1,6}"), prop::option::of("[a-z]{1,6}"), prop::option::of("/[a-z $]{0,6}")),
        health in health(),
        limits in (prop::option::of(6_291_456..1_u64 << 40), prop::option::of(0.01..64.0_f64), prop::option::of(1..9_u32)),
        restart in prop::sample::select(vec![(RestartPolicyKind::No, None), (RestartPolicyKind::Always, None),
            (RestartPolicyKind::UnlessStopped, None), (RestartPolicyKind::OnFailure, None), (RestartPolicyKind::OnFailure, Some(7))]),
        pull in prop::sample::select(vec![PullPolicy::Missing, PullPolicy::Always, PullPolicy::Never]),
        flags in prop::collection::vec(any::<bool>(), 7), stop_timeout in prop::option::of(0..99_u32),
    ) -> ContainerSpec {
        let (name, user, working_dir) = named;
        (spec.user, spec.working_dir, spec.health) = (user.clone(), working_dir, health);
        spec.hostname = user;
        spec.name = name.map(|name| name.parse().expect("a name"));
        (spec.command, spec.entrypoint) = (command, entrypoint.into_iter().collect());
        spec.environment = values.into_iter().map(|(name, value)| EnvironmentSpec { name, value }).collect();
        spec.labels = labels;
        (spec.limits.memory, spec.limits.cpus, spec.limits.processes) = limits;
        spec.restart_policy = RestartPolicy { kind: restart.0, attempts: restart.1 };
        (spec.pull, spec.stop_timeout) = (pull, stop_timeout);
        (spec.terminal, spec.interactive, spec.privileged) = (flags[0], flags[1], flags[2]);
        (spec.read_only, spec.init, spec.start) = (flags[3], flags[4], flags[5]);
        spec.remove_when_ended = flags[6] && restart.0 == RestartPolicyKind::No;
        if spec.networks.is_empty() && spec.ports.is_empty() && flags[0] {
            spec.pod = Some("pod-1".parse().expect("a pod's name"));
        }
        spec
    }
}

proptest! {
    #[test]
    fn a_specification_comes_back_from_its_line(spec in specs(), podman in any::<bool>()) {
        prop_assume!(spec::check(&spec).is_ok());
        let engine = if podman { EngineKind::Podman } else { EngineKind::Docker };
        let line = write(&spec, engine).expect("it can be written").line;
        let parsed = parse(&line).map_err(|error| TestCaseError::fail(format!("{line}: {error}")))?;
        prop_assert_eq!(&parsed.left_out, &Vec::<String>::new(), "{}", line);
        prop_assert_eq!(parsed.spec, spec, "{}", line);
    }

    #[test]
    fn no_line_breaks_the_reader(line in "(docker run )?[a-z$`'\"\\\\=:,;|(){}\n -]{0,40}", any in ".{0,40}") {
        for line in [line, any] {
            if let Ok(parsed) = parse(&line) {
                prop_assert!(!parsed.spec.image.as_str().is_empty());
            }
        }
    }
}
