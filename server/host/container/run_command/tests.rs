//! Lines as people paste them, and every specification through its line and back.

mod round_trip;

use serde_json::{Value, json};

use super::*;
use crate::model::NetworkSpec;

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
