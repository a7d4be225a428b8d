//! A disk that is full for real: engines whose data lies on a small one. What cannot be kept is told in a sentence
//! with its next step, nothing half-made stays, and once there is room it works.

use std::path::Path;
use std::time::Duration;

use atomdeck::model::Role;
use bytes::Bytes;
use hyper::Method;
use serde_json::{Value, json};

use crate::support::{
    self, Client, Engine, Kind, REGISTRY_PASSWORD, Registry, TestApp, USERNAME, eventually,
};

const SOON: Duration = Duration::from_secs(60);

/// All that the engine may keep.
const DISK: &str = "disk=24m";

/// Bytes that have no place there, and bytes that have it once.
const MUCH: usize = 30_000_000;
const ONCE: usize = 13_000_000;

const API: &str = "/api/v1/hosts/local";

/// Asks for an operation and waits for its end.
async fn operated(admin: &Client, path: &str, body: impl Into<Bytes>, kind: &'static str) -> Value {
    let client = admin.clone().header("content-type", kind);
    let begun = client
        .send(Method::POST, &format!("{API}{path}"), body)
        .await;
    assert_eq!(begun.status, 202, "{}", begun.text());
    let id = begun.json()["id"].as_str().expect("an id").to_owned();
    let path = format!("{API}/operations/{id}");
    eventually("the operation ends", SOON, async || {
        let operation = admin.get(&path).await.json();
        (operation["state"] != "running").then_some(operation)
    })
    .await
}

/// That the sentence names the cause and the next step.
#[track_caller]
fn is_full(what: &str, told: &str) {
    let step = ["free some space on the host: prune", "remove unused images"];
    let is_told = step.iter().any(|step| told.contains(step));
    assert!(told.contains("disk is full") && is_told, "{what}: {told}");
}

#[track_caller]
fn failed(what: &str, operation: &Value) {
    assert_eq!(operation["state"], "failed", "{what}: {operation}");
    is_full(what, operation["error"].as_str().unwrap_or_default());
}

/// Everything that the engine has.
fn all(engine: &Engine) -> [String; 3] {
    [
        engine.cli(&["images", "--all", "--quiet", "--no-trunc"]),
        engine.cli(&["ps", "--all", "--format", "{{.Names}}"]),
        engine.cli(&["volume", "ls", "--quiet"]),
    ]
}

/// An archive of an image with so much in it, made elsewhere.
fn archive(maker: &Engine, kind: Kind) -> Bytes {
    let name = format!("localhost/disk-much-{kind:?}:1").to_lowercase();
    let script = format!("head -c {MUCH} /dev/urandom >/much");
    let container = format!("disk-maker-{kind:?}");
    let run = ["run", "--name", &container, &maker.daemon.image];
    maker.cli(&[&run[..], &["sh", "-c", &script]].concat());
    maker.cli(&["commit", &container, &name]);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("image.tar");
    maker.cli(&["save", "--output", file.to_str().expect("text"), &name]);
    maker.cli(&["rm", &container]);
    maker.cli(&["rmi", &name]);
    std::fs::read(file).expect("an archive").into()
}

/// What is built: a file that has no place.
fn context(base: &str) -> Bytes {
    let folder = tempfile::tempdir().expect("a folder");
    let recipe = format!("FROM {base}\nCOPY much /much\n");
    std::fs::write(folder.path().join("Dockerfile"), recipe).expect("written");
    std::fs::write(folder.path().join("much"), vec![7; MUCH]).expect("written");
    let tar = std::process::Command::new("tar")
        .arg("-C")
        .arg(folder.path())
        .args(["-cf", "-", "."])
        .output();
    tar.expect("tar runs").stdout.into()
}

async fn a_full_disk_is_told(kind: Kind) {
    let Some(maker) = support::docker() else {
        return;
    };
    let Some(engine) = Engine::start_with(kind, DISK) else {
        return;
    };
    let Some(registry) = Registry::start(&[maker, &engine]) else {
        return;
    };
    let mut setup = support::host("local", Path::new("/"));
    setup.engine_socket = Some(engine.daemon.socket.display().to_string());
    let app = TestApp::with_hosts(vec![setup]).await;
    let admin = app.as_role(Role::Admin);
    let before = all(&engine);

    let tar = admin.clone().header("content-type", "application/x-tar");
    let load = format!("{API}/images/load");
    let loaded = tar.send(Method::POST, &load, archive(maker, kind)).await;
    assert!(!loaded.status.is_success(), "{}", loaded.text());
    is_full("load", &loaded.text());
    assert_eq!(all(&engine), before, "after load");

    let image = registry.publish(maker, "disk-much:1", MUCH);
    let pull = json!({
        "reference": image, "credentials": {"username": USERNAME, "password": REGISTRY_PASSWORD},
    });
    let pulled = operated(&admin, "/images/pull", pull.to_string(), "application/json").await;
    failed("pull", &pulled);
    assert_eq!(all(&engine), before, "after pull");

    // It holds more than half of the disk, so that there is no place for its copy.
    let script = format!("head -c {ONCE} /dev/urandom >/much; exec sleep 1000");
    let holder = engine.container("disk-holder", &script);
    let exec = |script: &str| engine.cli(&["exec", "disk-holder", "sh", "-c", script]);
    eventually("it holds it", SOON, async || {
        (exec("wc -c </much || true") == ONCE.to_string()).then_some(())
    })
    .await;
    let before = all(&engine);
    let commit = json!({"reference": "localhost/disk-copy:1"});
    let path = format!("{API}/containers/disk-holder/commit");
    let committed = admin.post_json(&path, &commit).await;
    assert!(!committed.status.is_success(), "{}", committed.text());
    is_full("commit", &committed.text());
    assert_eq!(all(&engine), before, "after commit");
    assert_eq!(holder.status(), "running", "it is not left frozen");

    // To the last byte.
    let folder = engine.daemon.socket.parent().expect("a folder");
    let fill = folder.join("data/fill").display().to_string();
    let as_shell = |script: &str| engine.beside(&["sh", "-c", script, "sh", &fill]);
    as_shell("cat /dev/zero >\"$1\" 2>/dev/null || true");
    let wanted = json!({
        "name": "disk-new", "image": engine.daemon.image, "command": ["sleep", "1000"], "pull": "never",
        "mounts": [{"kind": "volume", "destination": "/data"}], "stop_timeout": 0,
    });
    let create = async || {
        let body = wanted.to_string();
        operated(&admin, "/containers", body, "application/json").await
    };
    failed("create", &create().await);
    assert_eq!(all(&engine), before, "after create");
    as_shell("rm -- \"$1\"");
    let created = create().await;
    assert_eq!(created["state"], "succeeded", "{created}");
    engine.cli(&["rm", "--force", "--volumes", "disk-new"]);
    drop(holder);
    let before = all(&engine);

    // The last: Podman 4.3 cannot always give back what a failed build wrote, and tells nobody that it is there.
    let path = "/images/build?tag=localhost/disk-built:1";
    let body = context(&engine.daemon.image);
    let built = operated(&admin, path, body, "application/x-tar").await;
    failed("build", &built);
    assert_eq!(all(&engine), before, "after build");
    app.stop().await;
}

#[tokio::test]
async fn dockers_full_disk_is_told() {
    a_full_disk_is_told(Kind::Docker).await;
}

#[tokio::test]
async fn podmans_full_disk_is_told() {
    a_full_disk_is_told(Kind::Podman).await;
}
