//! That the daemons under the tests are what the tests take them for, so that a failure elsewhere is the product's.

use std::os::unix::net::UnixStream;
use std::time::Duration;

use crate::support::{self, Daemon, Engine, Kind, eventually};

const SOON: Duration = Duration::from_secs(10);

async fn a_container_restarts_and_goes(engine: &Engine) {
    let container = engine.container("harness", "echo started; exec sleep 1000");
    assert_eq!(container.status(), "running");
    eventually("the first line", SOON, async || {
        (container.log() == "started").then_some(())
    })
    .await;

    let before = container.started_at();
    engine.cli(&["restart", &container.id]);
    assert_ne!(container.started_at(), before);
    eventually("the second line", SOON, async || {
        (container.log() == "started\nstarted").then_some(())
    })
    .await;

    let id = container.id.clone();
    drop(container);
    assert!(
        !engine
            .cli(&["ps", "--all", "--quiet", "--no-trunc"])
            .contains(&id)
    );
}

#[tokio::test]
async fn docker_runs_containers() {
    let Some(docker) = support::docker() else {
        return;
    };
    a_container_restarts_and_goes(docker).await;
}

#[tokio::test]
async fn podman_runs_containers() {
    let Some(podman) = support::podman() else {
        return;
    };
    a_container_restarts_and_goes(podman).await;
}

#[tokio::test]
async fn anyone_may_own_any_name_on_the_bus() {
    let Some(bus) = support::bus() else { return };
    let owner = zbus::connection::Builder::address(bus.bus_address().as_str())
        .name("org.example.Harness")
        .build()
        .await
        .expect("the bus gives the name");
    assert!(owner.unique_name().is_some());
}

/// What tests of "the engine went away and came back" rely on.
#[test]
fn a_daemon_ends_with_its_guard_and_returns_to_its_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    let Some(bus) = Daemon::start(Kind::Bus, Some(dir.path())) else {
        return;
    };
    let socket = bus.socket.clone();
    assert!(UnixStream::connect(&socket).is_ok());
    drop(bus);
    assert!(UnixStream::connect(&socket).is_err());

    let bus = Daemon::start(Kind::Bus, Some(dir.path())).expect("it was there a moment ago");
    assert_eq!(bus.socket, socket);
    assert!(UnixStream::connect(&socket).is_ok());
}
