//! Containers frozen to disk and brought back: for real where the kernel lets CRIU work, and else the sentence that
//! says why not, with the container untouched.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use atomdeck::host::HostSetup;
use atomdeck::model::Role;
use serde_json::Value;

use crate::support::{Client, Engine, Kind, TestApp, eventually, host};

const SOON: Duration = Duration::from_secs(60);
const NAME: &str = "frozen";

/// Counts, so that it tells whether it goes on where it was.
const COUNT: &str = "n=0; while :; do n=$((n + 1)); echo $n; sleep 0.1; done";

/// CRIU's own judgement.
fn criu_works() -> bool {
    let check = Command::new("criu").arg("check").output();
    check.is_ok_and(|output| output.status.success())
}

async fn console(root: &Path, engine: &Engine) -> TestApp {
    let socket = &engine.daemon.socket;
    let engine_socket = if root == Path::new("/") {
        socket.display().to_string()
    } else {
        std::fs::hard_link(socket, root.join("engine.sock")).expect("the engine's socket");
        "/engine.sock".to_owned()
    };
    let setup = HostSetup {
        engine_socket: Some(engine_socket),
        ..host("local", root)
    };
    TestApp::with_hosts(vec![setup]).await
}

fn path(rest: &str) -> String {
    format!("/api/v1/hosts/local/containers/{NAME}{rest}")
}

async fn operated(admin: &Client, verb: &str) -> Value {
    let begun = admin.post(&path(verb)).await;
    assert_eq!(begun.status, 202, "{}", begun.text());
    let id = begun.json()["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/hosts/local/operations/{id}");
    eventually("the operation ends", SOON, async || {
        let operation = admin.get(&path).await.json();
        (operation["state"] != "running").then_some(operation)
    })
    .await
}

/// The last number that it has said.
fn counted(log: &str) -> u32 {
    let last = log.lines().last().unwrap_or_default();
    last.parse().unwrap_or_default()
}

async fn it_goes_on_where_it_was(engine: &Engine) {
    let console = console(Path::new("/"), engine).await;
    let admin = console.as_role(Role::Admin);
    let container = engine.container(NAME, COUNT);
    eventually("it counts", SOON, async || {
        (counted(&container.log()) > 5).then_some(())
    })
    .await;
    for _ in 0..2 {
        let frozen = operated(&admin, "/checkpoint").await;
        assert_eq!(frozen["state"], "succeeded", "{frozen}");
        assert_eq!(container.status(), "exited");
        let before = counted(&container.log());
        let thawed = operated(&admin, "/restore").await;
        assert_eq!(thawed["state"], "succeeded", "{thawed}");
        assert_eq!(container.status(), "running");
        eventually("it counts on", SOON, async || {
            (counted(&container.log()) > before).then_some(())
        })
        .await;
        let log = container.log();
        assert_eq!(log.lines().filter(|line| *line == "1").count(), 1, "{log}");
    }
    console.stop().await;
}

/// On a host whose CRIU is the one in `root`, or the machine's.
async fn it_is_refused(root: &Path, engine: &Engine, why: &[&str]) {
    let console = console(root, engine).await;
    let admin = console.as_role(Role::Admin);
    let container = engine.container(NAME, COUNT);
    let started = container.started_at();
    for verb in ["/checkpoint", "/restore"] {
        let refused = admin.post(&path(verb)).await;
        let mut told = refused.problem(503, "not-available");
        let problem = refused.json();
        told.push_str(problem["remedy"].as_str().unwrap_or_default());
        assert!(told.to_lowercase().contains("criu"), "{told}");
        for words in why {
            assert!(told.contains(words), "{words:?} is not in: {told}");
        }
    }
    assert_eq!(container.status(), "running");
    assert_eq!(container.started_at(), started);
    let list = admin.get("/api/v1/hosts/local/containers").await.json();
    let features = list["engine"]["features"].as_array().expect("features");
    assert!(!features.contains(&"checkpoint".into()), "{features:?}");
    let operations = admin.get("/api/v1/hosts/local/operations").await.json();
    let frozen = operations.to_string().contains("checkpoint");
    assert!(!frozen, "nothing was begun: {operations}");
    console.stop().await;
}

async fn a_container_is_frozen(kind: Kind) {
    // Not the shared one: other tests look for what has no such features.
    let option = match kind {
        Kind::Docker => "experimental",
        Kind::Podman | Kind::Bus | Kind::Registry => "disk=64m",
    };
    let Some(engine) = Engine::start_with(kind, option) else {
        return;
    };
    if criu_works() {
        it_goes_on_where_it_was(&engine).await;
    } else {
        it_is_refused(Path::new("/"), &engine, &[]).await;
    }
    // As a kernel answers that CRIU does not know.
    let root = tempfile::tempdir().expect("a folder");
    let bin = root.path().join("usr/bin");
    std::fs::create_dir_all(&bin).expect("a folder");
    let said = include_str!("../fixtures/criu/check-failed.txt");
    let program = format!("#!/bin/sh\ncat >&2 <<'END'\n{said}END\nexit 1\n");
    std::fs::write(bin.join("criu"), program).expect("a program");
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(bin.join("criu"), executable).expect("it may be run");
    let why = [
        "CRIU on this host cannot freeze containers: vdso: Unexpected rt vDSO area bounds",
        "`criu check`",
    ];
    it_is_refused(root.path(), &engine, &why).await;
}

#[tokio::test]
async fn a_docker_container_is_frozen_or_it_is_said_why_not() {
    a_container_is_frozen(Kind::Docker).await;
}

#[tokio::test]
async fn a_podman_container_is_frozen_or_it_is_said_why_not() {
    a_container_is_frozen(Kind::Podman).await;
}
