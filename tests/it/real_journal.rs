//! The log of a container that is gone, from a real systemd-journald into which the real engines wrote.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use atomdeck::model::{LogLine, LogStream, Role};
use serde_json::{Value, json};

use crate::support::{Engine, Frame, Kind, Socket, TestApp, eventually, host};

const SOON: Duration = Duration::from_secs(30);

/// Longer than both engines' longest piece of a line; and as much as the console tells of one.
const LONG: usize = 40_000;
const TOLD: usize = 16 * 1024;

async fn all(socket: &mut Socket, open: Value) -> Vec<LogLine> {
    socket.channel("l", open).await;
    let mut lines = Vec::new();
    loop {
        match socket.next().await {
            Frame::Data(_, bytes, _) => {
                let some: Vec<LogLine> = serde_json::from_slice(&bytes).expect("lines");
                lines.extend(some);
            }
            Frame::Control(control) if control["command"] == "close" => {
                assert_eq!(control["problem"], Value::Null, "{control}");
                return lines;
            }
            Frame::Control(_) => {}
            Frame::Closed(code) => panic!("the socket closed: {code}"),
        }
    }
}

fn of(stream: LogStream, lines: &[LogLine]) -> Vec<&str> {
    let wanted = lines.iter().filter(|line| line.stream == stream);
    wanted.map(|line| line.text.as_str()).collect()
}

/// The host's tree: its `journalctl` looks where the engine's journald writes.
fn tree(engine: &Engine) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    let bin = root.path().join("usr/bin");
    std::fs::create_dir_all(&bin).expect("a folder");
    let pid = &engine.daemon.pid;
    let program = format!("#!/bin/sh\nexec nsenter --target {pid} --mount -- journalctl \"$@\"\n");
    std::fs::write(bin.join("journalctl"), program).expect("a program");
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(bin.join("journalctl"), executable).expect("it may be run");
    std::fs::hard_link(&engine.daemon.socket, root.path().join("engine.sock"))
        .expect("the engine's socket");
    root
}

async fn the_log_outlives_its_container(kind: Kind) {
    let Some(engine) = Engine::start_with(kind, "journal") else {
        return;
    };
    let root = tree(&engine);
    let mut setup = host("here", root.path());
    setup.engine_socket = Some("/engine.sock".to_owned());
    let app = TestApp::with_hosts(vec![setup]).await;
    let image = engine.daemon.image.as_str();
    let script = format!(
        "echo one; echo 'zwei ü' >&2; head -c {LONG} /dev/zero | tr '\\0' x; echo; echo last"
    );
    let log = ["run", "--detach", "--log-driver", "journald"];
    let run = |name: &str, script: &str| {
        engine.cli(&[&log[..], &["--name", name, image, "sh", "-c", script]].concat())
    };
    let id = run("journal-gone", &script);
    run("journal-other", "echo other");
    // Written by the engine, read by nobody but the journal.
    eventually("the journal has it", SOON, async || {
        let found = ["CONTAINER_NAME=journal-gone", "--output=cat"];
        let journal = engine.beside(&[&["journalctl", "--quiet"], &found[..]].concat());
        journal.contains("last").then_some(())
    })
    .await;
    engine.cli(&["rm", "--force", "journal-gone", "journal-other"]);
    let left = engine.cli(&["ps", "--all", "--quiet"]);
    assert_eq!(left, "", "the engine knows it no more");

    let mut socket = Socket::on(&app, Role::Operator, "here").await;
    let by = |container: &str| json!({"payload": "logs", "container": container});
    let lines = all(&mut socket, by("journal-gone")).await;
    let long = "x".repeat(TOLD);
    let told = of(LogStream::Stdout, &lines);
    let lengths: Vec<usize> = told.iter().map(|text| text.len()).collect();
    assert_eq!(told, ["one", long.as_str(), "last"], "{lengths:?}");
    assert_eq!(of(LogStream::Stderr, &lines), ["zwei ü"]);
    assert!(lines.iter().all(|line| line.at.is_some()));
    assert_eq!(all(&mut socket, by(&id)).await, lines, "by its id");

    let mut errors = by("journal-gone");
    errors["stream"] = "stderr".into();
    let errors = all(&mut socket, errors).await;
    assert_eq!(of(LogStream::Stderr, &errors), ["zwei ü"]);
    assert_eq!(errors.len(), 1);
    let mut tail = by("journal-gone");
    tail["tail"] = 1.into();
    let tail = all(&mut socket, tail).await;
    assert_eq!(tail, lines[lines.len() - 1..], "the last of both outputs");
    let mut before = by("journal-gone");
    before["until"] = "2020-01-01T00:00:00Z".into();
    socket.channel("b", before).await;
    assert_eq!(socket.problem("b").await, "not-found");
    socket.channel("n", by("journal-never")).await;
    assert_eq!(socket.problem("n").await, "not-found");

    let file = "/api/v1/hosts/here/containers/journal-gone/log?timestamps=false";
    let file = app.as_role(Role::Operator).get(file).await;
    assert_eq!(file.status, 200);
    let text = file.text();
    // Docker writes both outputs side by side, in no order that holds.
    let mut told: Vec<&str> = text.lines().collect();
    told.sort_by_key(|line| line.len());
    assert_eq!(told[..3], ["one", "last", "zwei ü"]);
    assert_eq!(told[3..], [long.as_str()]);
    drop(socket);
    app.stop().await;
}

#[tokio::test]
async fn the_log_of_a_docker_container_that_is_gone_is_in_the_journal() {
    the_log_outlives_its_container(Kind::Docker).await;
}

#[tokio::test]
async fn the_log_of_a_podman_container_that_is_gone_is_in_the_journal() {
    the_log_outlives_its_container(Kind::Podman).await;
}

#[tokio::test]
async fn the_audit_log_is_in_the_journal_field_by_field() {
    let Some(engine) = Engine::start_with(Kind::Docker, "journal") else {
        return;
    };
    let state = tempfile::tempdir().expect("a folder");
    let state = state.path().to_str().expect("a path");
    let add = "echo rather unusual words | exec \"$0\" user add ada --role admin --password-stdin \
               --state-dir \"$1\"";
    engine.beside(&["sh", "-c", add, env!("CARGO_BIN_EXE_atomdeck"), state]);
    let lines = eventually("the journal has it", SOON, async || {
        let ours = ["SYSLOG_IDENTIFIER=atomdeck", "--output=json"];
        let told = engine.beside(&[&["journalctl", "--quiet"], &ours[..]].concat());
        let lines: Vec<Value> = told
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        (lines.len() == 2).then_some(lines)
    })
    .await;
    for (line, outcome) in lines.iter().zip(["started", "succeeded"]) {
        for (field, value) in [
            ("LINE", "1"),
            ("PRINCIPAL", "command line"),
            ("ACTION", "account_create"),
            ("RESOURCE", "ada"),
            ("RULE", "admin"),
            ("PARAMETERS", r#"{"roles":["admin"]}"#),
            ("OUTCOME", outcome),
        ] {
            assert_eq!(
                line[format!("ATOMDECK_{field}")],
                value,
                "{field} of {line}"
            );
        }
    }
}
