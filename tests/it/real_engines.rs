//! Containers on the real engines: one table of behaviour, over dockerd and podman.

use std::path::Path;
use std::time::Duration;

use atomdeck::host::{HostError, LogQuery};
use atomdeck::model::{
    Action, Availability, CapabilityKind, ContainerRef, ContainerState, ContainerVerb, EngineKind,
    LogStream, Topic, VerbOptions,
};
use futures_util::StreamExt;

use crate::support::{self, Engine, Kind, TestHost, eventually};

const SOON: Duration = Duration::from_secs(30);

fn host_of(engine: &Engine) -> TestHost {
    TestHost::new(Path::new("/"), Some(&engine.daemon.socket))
}

fn named(name: &str) -> ContainerRef {
    name.parse().expect("a container's name")
}

/// The container's state in the console's list.
async fn state(host: &TestHost, name: &str) -> Option<ContainerState> {
    let list = host.host.engine().containers().await.expect("a list");
    let found = list.containers.into_iter().find(|one| one.name == name);
    found.map(|container| container.state)
}

async fn act(host: &TestHost, name: &str, verb: ContainerVerb) -> Result<(), HostError> {
    let action = match verb {
        ContainerVerb::Start => Action::ContainerStart,
        ContainerVerb::Stop => Action::ContainerStop,
        ContainerVerb::Restart => Action::ContainerRestart,
        ContainerVerb::Kill => Action::ContainerKill,
        ContainerVerb::Pause | ContainerVerb::Unpause => Action::ContainerPause,
        ContainerVerb::Healthcheck => Action::ContainerHealthcheck,
    };
    let permit = host.permit("ada", action).await;
    let options = VerbOptions::default();
    host.host
        .engine()
        .act(permit, &named(name), verb, options)
        .await
}

async fn containers_start_stop_and_restart(engine: &Engine, kind: EngineKind) {
    let mut host = host_of(engine);
    let container = engine.container("host-lifecycle", "exec sleep 1000");
    let list = host.host.engine().containers().await.expect("a list");
    assert_eq!(list.engine.kind, kind);
    let row = list.containers.iter().find(|one| one.id == container.id);
    assert_eq!(row.expect("listed").state, ContainerState::Running);

    // The watch is there once it has told of the engine.
    host.told(Topic::Containers).await;
    host.forget();
    let before = container.started_at();
    act(&host, &container.name, ContainerVerb::Restart)
        .await
        .expect("restarted");
    assert_ne!(container.started_at(), before);
    assert_eq!(container.status(), "running");
    host.told(Topic::Containers).await;

    act(&host, &container.name, ContainerVerb::Stop)
        .await
        .expect("stopped");
    let stopped = state(&host, &container.name).await;
    assert_eq!(stopped, Some(ContainerState::Exited));
    act(&host, &container.name, ContainerVerb::Stop)
        .await
        .expect("it was so already");
    act(&host, &container.name, ContainerVerb::Start)
        .await
        .expect("started");
    act(&host, &container.name, ContainerVerb::Start)
        .await
        .expect("it was so already");
    assert_eq!(container.status(), "running");

    for verb in [
        ContainerVerb::Start,
        ContainerVerb::Stop,
        ContainerVerb::Restart,
    ] {
        let missing = act(&host, "no-such-one", verb).await;
        assert!(
            matches!(missing, Err(HostError::NotFound { .. })),
            "{missing:?}"
        );
    }
    host.stop().await;
}

async fn a_log_is_followed(engine: &Engine) {
    let host = host_of(engine);
    let script = "echo first; echo oops >&2; while true; do sleep 0.2; echo more; done";
    let container = engine.container("host-log", script);
    let query = LogQuery {
        tail: 100,
        follow: true,
        ..LogQuery::default()
    };
    let name = named(&container.name);
    let log = host.host.engine().log(&name, query).await.expect("a log");
    let lines = log
        .take(5)
        .map(|line| line.expect("a line"))
        .collect::<Vec<_>>();
    let lines = tokio::time::timeout(SOON, lines).await.expect("it flows");
    let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
    for text in ["first", "oops", "more"] {
        assert!(texts.contains(&text), "{texts:?}");
    }
    for line in &lines {
        assert!(line.at.is_some(), "{line:?}");
        let from_stderr = line.stream == LogStream::Stderr;
        assert_eq!(from_stderr, line.text == "oops", "{line:?}");
    }

    // A log that is followed ends with its container; one that is not ends at once.
    let log = host.host.engine().log(&name, query).await.expect("a log");
    act(&host, &container.name, ContainerVerb::Stop)
        .await
        .expect("stopped");
    let all = tokio::time::timeout(SOON, log.count()).await;
    assert!(all.expect("it ends") > 2);
    let last = LogQuery {
        tail: 1,
        ..LogQuery::default()
    };
    let log = host.host.engine().log(&name, last).await.expect("a log");
    assert_eq!(log.count().await, 1);
    // A terminal's log is one plain stream.
    let image = &engine.daemon.image;
    let name = "host-log-terminal";
    let run = ["run", "--detach", "--tty", "--name", name, image, "sh"];
    engine.cli(&[&run[..], &["-c", "echo one; echo two"]].concat());
    let log = host.host.engine().log(&named(name), query).await;
    let lines = log.expect("a log").map(|line| line.expect("a line").text);
    let lines = tokio::time::timeout(SOON, lines.collect::<Vec<_>>()).await;
    assert_eq!(lines.expect("it ends"), ["one", "two"]);
    engine.cli(&["rm", "--force", name]);
    let missing = host.host.engine().log(&named("no-such-one"), last).await;
    assert!(matches!(missing, Err(HostError::NotFound { .. })));
    host.stop().await;
}

async fn a_dead_engine_is_told_and_found_again(kind: Kind) {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(engine) = Engine::start(kind, Some(folder.path())) else {
        return;
    };
    // Beneath the folder as its root, no other engine of this machine can take the dead one's place.
    let socket = engine.daemon.socket.strip_prefix(folder.path());
    let socket = Path::new("/").join(socket.expect("it is in the folder"));
    let mut host = TestHost::new(folder.path(), Some(&socket));
    host.host.engine().containers().await.expect("it answers");
    host.told(Topic::Containers).await;

    drop(engine);
    let gone = host.host.engine().containers().await;
    let Err(HostError::NotAvailable { remedy, .. }) = gone else {
        panic!("{gone:?}");
    };
    assert!(!remedy.is_empty());
    let detail = host.host.detail().await;
    let mut capabilities = detail.capabilities.iter();
    let found = capabilities.find(|one| one.kind == CapabilityKind::Engine);
    let found = &found.expect("one of each kind").availability;
    assert!(matches!(found, Availability::Absent { .. }), "{found:?}");

    host.forget();
    let engine = Engine::start(kind, Some(folder.path())).expect("it ran a moment ago");
    eventually("it answers again", SOON, async || {
        host.host.engine().containers().await.ok()
    })
    .await;
    host.told(Topic::Containers).await;
    host.stop().await;
    drop(engine);
}

#[tokio::test]
async fn docker_containers_start_stop_and_restart() {
    let Some(docker) = support::docker() else {
        return;
    };
    containers_start_stop_and_restart(docker, EngineKind::Docker).await;
}

#[tokio::test]
async fn podman_containers_start_stop_and_restart() {
    let Some(podman) = support::podman() else {
        return;
    };
    containers_start_stop_and_restart(podman, EngineKind::Podman).await;
}

#[tokio::test]
async fn a_docker_log_is_followed() {
    let Some(docker) = support::docker() else {
        return;
    };
    a_log_is_followed(docker).await;
}

#[tokio::test]
async fn a_podman_log_is_followed() {
    let Some(podman) = support::podman() else {
        return;
    };
    a_log_is_followed(podman).await;
}

#[tokio::test]
async fn a_dead_dockerd_is_told_and_found_again() {
    a_dead_engine_is_told_and_found_again(Kind::Docker).await;
}

#[tokio::test]
async fn a_dead_podman_is_told_and_found_again() {
    a_dead_engine_is_told_and_found_again(Kind::Podman).await;
}
