//! `stats` against the real engines: what runs is told once a second, what does not is left out, and comes
//! back.

use std::path::Path;

use atomdeck::host::HostSetup;
use atomdeck::model::{ContainerSample, Role};
use serde_json::json;

use crate::support::{self, Engine, Kind, Socket, TestApp, host};

fn host_of(engine: &Engine) -> HostSetup {
    HostSetup {
        engine_socket: Some(engine.daemon.socket.display().to_string()),
        ..host("here", Path::new("/"))
    }
}

async fn next(socket: &mut Socket) -> Vec<ContainerSample> {
    serde_json::from_value(socket.json("s").await).expect("an array of samples")
}

/// The samples of the first message in which these run, and no others.
async fn until(socket: &mut Socket, ids: &[&str]) -> Vec<ContainerSample> {
    loop {
        let samples = next(socket).await;
        let mut running: Vec<&str> = samples.iter().map(|sample| sample.id.as_str()).collect();
        running.sort_unstable();
        let mut wanted = ids.to_vec();
        wanted.sort_unstable();
        if running == wanted {
            return samples;
        }
    }
}

async fn samples_come_of_what_runs(engine: &Engine) {
    let app = TestApp::with_hosts(vec![host_of(engine)]).await;
    let busy = engine.container("stats-busy", "while :; do :; done");
    let idle = engine.container("stats-idle", "exec sleep 1000");
    // Two browsers: the second one looks at one of them only.
    let mut socket = Socket::on(&app, Role::Viewer, "here").await;
    let open = json!({"payload": "stats", "containers": [busy.name, idle.id, "stats-nobody"]});
    socket.channel("s", open).await;
    let mut other = Socket::on(&app, Role::Admin, "here").await;
    other
        .channel("s", json!({"payload": "stats", "containers": [busy.id]}))
        .await;

    let samples = until(&mut socket, &[&busy.id, &idle.id]).await;
    assert_eq!(samples[0].id, busy.id, "in the order that was asked for");
    assert!(samples[0].cpu_percent > 1.0, "{samples:?}");
    assert!(samples[1].cpu_percent < 20.0, "{samples:?}");
    for sample in &samples {
        assert!(sample.processes >= 1 && sample.memory > 0, "{sample:?}");
        assert_eq!(sample.memory_limit, None, "{sample:?}");
    }
    let later = until(&mut socket, &[&busy.id, &idle.id]).await;
    assert!(later[0].at > samples[0].at);
    until(&mut other, &[&busy.id]).await;

    engine.cli(&["stop", &idle.name]);
    until(&mut socket, &[&busy.id]).await;
    engine.cli(&["start", &idle.name]);
    until(&mut socket, &[&busy.id, &idle.id]).await;
    drop(busy);
    until(&mut socket, &[&idle.id]).await;
    until(&mut other, &[]).await;
    drop((socket, other));
    app.stop().await;
}

async fn an_engine_that_goes_is_told(kind: Kind) {
    let Some(engine) = Engine::start(kind, None) else {
        return;
    };
    let container = engine.container("stats-lost", "exec sleep 1000");
    let folder = engine.daemon.socket.parent().expect("a folder").to_owned();
    let name = engine.daemon.socket.file_name().expect("a name");
    let setup = HostSetup {
        engine_socket: Some(format!("/{}", name.to_string_lossy())),
        ..host("here", &folder)
    };
    let app = TestApp::with_hosts(vec![setup]).await;
    let mut socket = Socket::on(&app, Role::Viewer, "here").await;
    let open = json!({"payload": "stats", "containers": [container.name]});
    socket.channel("s", open).await;
    until(&mut socket, &[&container.id]).await;
    // It goes with its engine, which cannot be asked to remove it.
    std::mem::forget(container);
    drop(engine);
    let close = socket.until("close").await;
    assert_eq!(close["problem"], "not-found", "{close}");
    assert!(
        close["message"]
            .as_str()
            .is_some_and(|text| text.contains("engine") || text.contains("answer")),
        "{close}"
    );
    drop(socket);
    app.stop().await;
}

#[tokio::test]
async fn what_is_asked_for_is_checked() {
    let app = TestApp::start().await;
    let mut socket = Socket::open(&app, Role::Viewer).await;
    for containers in [json!([]), json!(vec!["a"; 65]), json!(["-a"])] {
        let open = json!({"payload": "stats", "containers": containers});
        socket.channel("s", open).await;
        assert_eq!(socket.problem("s").await, "protocol-error");
    }
    let nobody = Socket::connect(&app, None, None, "demo").await;
    assert!(nobody.is_err(), "without a session there is no socket");
    drop(socket);
    app.stop().await;
}

#[tokio::test]
async fn docker_says_what_containers_use() {
    let Some(docker) = support::docker() else {
        return;
    };
    samples_come_of_what_runs(docker).await;
}

#[tokio::test]
async fn podman_says_what_containers_use() {
    let Some(podman) = support::podman() else {
        return;
    };
    samples_come_of_what_runs(podman).await;
}

#[tokio::test]
async fn statistics_end_with_dockerd() {
    an_engine_that_goes_is_told(Kind::Docker).await;
}

#[tokio::test]
async fn statistics_end_with_podman() {
    an_engine_that_goes_is_told(Kind::Podman).await;
}
