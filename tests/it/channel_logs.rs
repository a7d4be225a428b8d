//! `logs` of several containers, parts of logs and logs as files, against the real engines; and logs of
//! containers that are gone, from a journal.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use atomdeck::host::HostSetup;
use atomdeck::model::{Action, LogLine, Outcome, Role};
use atomdeck::store::AuditFilter;
use serde_json::{Value, json};

use crate::support::{self, Engine, Frame, Kind, Socket, TestApp, eventually, host};

const SOON: Duration = Duration::from_secs(30);

fn host_of(engine: &Engine) -> HostSetup {
    HostSetup {
        engine_socket: Some(engine.daemon.socket.display().to_string()),
        ..host("here", Path::new("/"))
    }
}

/// All lines until the channel closes.
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

fn texts(lines: &[LogLine]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

async fn logs_are_merged_and_cut(engine: &Engine) {
    let app = TestApp::with_hosts(vec![host_of(engine)]).await;
    let one = engine.container("logs-one", "exec sleep 1000");
    let two = engine.container("logs-two", "exec sleep 1000");
    for number in 1..=3 {
        for (container, word) in [(&one, "one"), (&two, "two")] {
            // Podman tells whole seconds only.
            let second = jiff::Timestamp::now().as_second();
            eventually("the next second", SOON, async || {
                (jiff::Timestamp::now().as_second() > second).then_some(())
            })
            .await;
            let says = format!("echo {word}{number} >/proc/1/fd/1; echo e{number} >/proc/1/fd/2");
            engine.cli(&["exec", &container.name, "sh", "-c", &says]);
        }
    }
    let mut viewer = Socket::on(&app, Role::Viewer, "here").await;
    let both = json!({"payload": "logs", "containers": [one.name, two.name], "stream": "stdout"});
    viewer.channel("l", both.clone()).await;
    assert_eq!(viewer.problem("l").await, "access-denied");

    let mut socket = Socket::on(&app, Role::Operator, "here").await;
    // Followed to the end of both.
    engine.cli(&["stop", &one.name, &two.name]);
    let followed = all(&mut socket, both.clone()).await;
    let wanted = ["one1", "two1", "one2", "two2", "one3", "two3"];
    assert_eq!(texts(&followed), wanted);
    for line in &followed {
        let container = line.container.as_deref().expect("it is said whose it is");
        assert!(container.ends_with(&line.text[..3]), "{line:?}");
        assert_eq!(line.skipped, 0);
    }
    let mut open = both;
    open["follow"] = false.into();
    assert_eq!(texts(&all(&mut socket, open.clone()).await), wanted);
    // The last two lines are one of each output.
    open["tail"] = 2.into();
    assert_eq!(texts(&all(&mut socket, open).await), ["one3", "two3"]);

    let errors = json!({"payload": "logs", "container": two.name, "stream": "stderr"});
    let lines = all(&mut socket, errors).await;
    assert_eq!(texts(&lines), ["e1", "e2", "e3"]);
    assert_eq!(lines[0].container, None);
    // From the second line on; and the last one before the third.
    let (second, third) = (followed[2].at, followed[4].at);
    let base = json!({"payload": "logs", "container": one.name, "stream": "stdout"});
    let mut since = base.clone();
    since["since"] = json!(second);
    assert_eq!(texts(&all(&mut socket, since).await), ["one2", "one3"]);
    let mut until = base;
    let before = third.expect("a time") - jiff::SignedDuration::from_millis(100);
    until["until"] = json!(before);
    until["tail"] = 1.into();
    assert_eq!(texts(&all(&mut socket, until).await), ["one2"]);

    for wrong in [
        json!({"payload": "logs"}),
        json!({"payload": "logs", "containers": vec!["a"; 21]}),
        json!({"payload": "logs", "container": "a", "tail": 100_001}),
        json!({"payload": "logs", "container": "a", "since": "yesterday"}),
    ] {
        socket.channel("w", wrong.clone()).await;
        assert_eq!(socket.problem("w").await, "protocol-error", "{wrong}");
    }
    let missing = json!({"payload": "logs", "containers": [one.name, "logs-nobody"]});
    socket.channel("m", missing).await;
    assert_eq!(socket.problem("m").await, "not-found");
    drop((socket, viewer));
    app.stop().await;
}

async fn a_log_is_a_file(engine: &Engine) {
    let app = TestApp::with_hosts(vec![host_of(engine)]).await;
    let script = "echo one; head -c 40000 /dev/zero | tr '\\0' x; echo; echo two >&2";
    let container = engine.container("logs-file", script);
    eventually("it has ended", SOON, async || {
        (container.status() == "exited").then_some(())
    })
    .await;
    let path = format!("/api/v1/hosts/here/containers/{}/log", container.name);
    let answer = app.as_role(Role::Operator).get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    let disposition = answer.header("content-disposition");
    assert_eq!(disposition, "attachment; filename=\"logs-file.log\"");
    let text = answer.text();
    assert!(
        text.contains("one\n") && text.contains("two\n"),
        "{}",
        text.len()
    );
    assert!(text.contains(&"x".repeat(1000)) && text.len() > 40_000);
    let stamped = app
        .as_role(Role::Operator)
        .get(&format!(
            "{path}?timestamps=true&until=2020-01-01T00:00:00Z"
        ))
        .await;
    assert_eq!(stamped.text(), "");
    let stamped = app
        .as_role(Role::Operator)
        .get(&format!(
            "{path}?timestamps=true&since=2020-01-01T00:00:00Z"
        ))
        .await;
    assert!(
        stamped.text().starts_with("20"),
        "{}",
        &stamped.text()[..40]
    );
    let missing = "/api/v1/hosts/here/containers/logs-nobody/log";
    let missing = app.as_role(Role::Operator).get(missing).await;
    missing.problem(404, "not-found");
    app.as_role(Role::Viewer)
        .get(&path)
        .await
        .problem(403, "denied");
    let page = app.app.store.audit_page(AuditFilter::default()).await;
    let entries = page.expect("the log").entries.into_iter();
    let entries = entries.filter(|entry| entry.action == Action::ContainerLogs);
    let outcomes: Vec<_> = entries.map(|entry| entry.outcome).collect();
    use Outcome::{Denied, Failed, Succeeded};
    assert_eq!(outcomes, [Denied, Failed, Succeeded, Succeeded, Succeeded]);
    app.stop().await;
}

async fn a_log_ends_with_its_engine(kind: Kind) {
    let Some(engine) = Engine::start(kind, None) else {
        return;
    };
    let container = engine.container("logs-lost", "echo up; exec sleep 1000");
    let folder = engine.daemon.socket.parent().expect("a folder").to_owned();
    let name = engine.daemon.socket.file_name().expect("a name");
    let setup = HostSetup {
        engine_socket: Some(format!("/{}", name.to_string_lossy())),
        ..host("here", &folder)
    };
    let app = TestApp::with_hosts(vec![setup]).await;
    let mut socket = Socket::on(&app, Role::Operator, "here").await;
    let open = json!({"payload": "logs", "container": container.name});
    socket.channel("l", open).await;
    assert_eq!(socket.json("l").await[0]["text"], "up");
    // It goes with its engine, which cannot be asked to remove it.
    std::mem::forget(container);
    drop(engine);
    assert_eq!(socket.problem("l").await, "disconnected");
    drop(socket);
    app.stop().await;
}

/// Prints a recorded journal, if it is asked for what we expect.
const JOURNALCTL: &str = r#"#!/bin/sh
case "$*" in
*"CONTAINER_NAME=gone + CONTAINER_ID_FULL=gone"*) ;;
*) exit 0 ;;
esac
case "$*" in
"--output=json --all --no-pager --quiet "*) cat "${0%/*}/journal" ;;
*) exit 1 ;;
esac
"#;

#[tokio::test]
async fn the_journal_has_the_log_of_a_container_that_is_gone() {
    let Some(docker) = support::docker() else {
        return;
    };
    let root = tempfile::tempdir().expect("a folder");
    let bin = root.path().join("usr/bin");
    std::fs::create_dir_all(&bin).expect("a folder");
    std::fs::create_dir(root.path().join("run")).expect("a folder");
    std::fs::write(bin.join("journalctl"), JOURNALCTL).expect("a program");
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(bin.join("journalctl"), executable).expect("it may be run");
    let recorded = include_str!("../fixtures/journal/container.jsonl");
    std::fs::write(bin.join("journal"), recorded).expect("a journal");
    std::fs::hard_link(&docker.daemon.socket, root.path().join("run/docker.sock"))
        .expect("the engine's socket");
    let app = TestApp::with_hosts(vec![host("here", root.path())]).await;
    let mut socket = Socket::on(&app, Role::Operator, "here").await;
    let open = json!({"payload": "logs", "container": "gone"});
    let lines = all(&mut socket, open).await;
    assert_eq!(texts(&lines), ["started", "oops", "a b", "one, then two"]);
    let open = json!({"payload": "logs", "container": "gone", "stream": "stderr"});
    assert_eq!(texts(&all(&mut socket, open).await), ["oops"]);
    let never = json!({"payload": "logs", "container": "never-was"});
    socket.channel("n", never).await;
    assert_eq!(socket.problem("n").await, "not-found");
    let file = "/api/v1/hosts/here/containers/gone/log?timestamps=true";
    let file = app.as_role(Role::Operator).get(file).await;
    assert!(
        file.text().starts_with("2026-11-22T21:29:29.5Z started\n"),
        "{}",
        file.text()
    );
    drop(socket);
    app.stop().await;
}

#[tokio::test]
async fn docker_logs_are_merged_and_cut() {
    if let Some(docker) = support::docker() {
        logs_are_merged_and_cut(docker).await;
    }
}

#[tokio::test]
async fn podman_logs_are_merged_and_cut() {
    if let Some(podman) = support::podman() {
        logs_are_merged_and_cut(podman).await;
    }
}

#[tokio::test]
async fn a_docker_log_is_a_file() {
    if let Some(docker) = support::docker() {
        a_log_is_a_file(docker).await;
    }
}

#[tokio::test]
async fn a_podman_log_is_a_file() {
    if let Some(podman) = support::podman() {
        a_log_is_a_file(podman).await;
    }
}

#[tokio::test]
async fn a_log_ends_with_dockerd() {
    a_log_ends_with_its_engine(Kind::Docker).await;
}

#[tokio::test]
async fn a_log_ends_with_podman() {
    a_log_ends_with_its_engine(Kind::Podman).await;
}
