//! What can be seen of and done to one container, on the real engines: one table of behaviours, over dockerd and podman.

mod shown;
mod trouble;

use std::{path::Path, time::Duration};

use atomdeck::{
    host::{HostError, Removal},
    model::{
        Action, CommitRequest, Container as Row, ContainerRef, ContainerState, ContainerVerb,
        Problem, RenameRequest, VerbOptions,
    },
};

use crate::support::{self, Engine, TestHost, eventually};
use shown::{
    a_container_is_told_in_full, a_crash_loop_is_told, a_health_check_is_told_and_run,
    secrets_are_told_to_who_asks, why_it_ended_is_told,
};
use trouble::{what_is_not_there_is_not_found, what_stands_in_the_way_is_told};

const SOON: Duration = Duration::from_secs(30);

/// Each behaviour is a test of its own on each engine.
macro_rules! contract {
    ($($behaviour:ident)*) => {
        mod docker {
            $(#[tokio::test]
            async fn $behaviour() {
                if let Some(engine) = super::support::docker() {
                    super::$behaviour(engine).await;
                }
            })*
        }
        mod podman {
            $(#[tokio::test]
            async fn $behaviour() {
                if let Some(engine) = super::support::podman() {
                    super::$behaviour(engine).await;
                }
            })*
        }
    };
}

contract! {
    verbs_do_what_they_say
    a_container_is_told_in_full
    secrets_are_told_to_who_asks
    why_it_ended_is_told
    a_health_check_is_told_and_run
    it_is_renamed_committed_and_removed
    what_stands_in_the_way_is_told
    what_is_not_there_is_not_found
    a_crash_loop_is_told
}

fn host_of(engine: &Engine) -> TestHost {
    TestHost::new(Path::new("/"), Some(&engine.daemon.socket))
}

fn named(name: &str) -> ContainerRef {
    name.parse().expect("a container's name")
}

async fn act(
    host: &TestHost,
    name: &str,
    verb: ContainerVerb,
    options: VerbOptions,
) -> Result<(), HostError> {
    let action = match verb {
        ContainerVerb::Start => Action::ContainerStart,
        ContainerVerb::Stop => Action::ContainerStop,
        ContainerVerb::Restart => Action::ContainerRestart,
        ContainerVerb::Kill => Action::ContainerKill,
        ContainerVerb::Pause | ContainerVerb::Unpause => Action::ContainerPause,
        ContainerVerb::Healthcheck => Action::ContainerHealthcheck,
    };
    let permit = host.permit("ada", action).await;
    let engine = host.host.engine();
    engine.act(permit, &named(name), verb, options).await
}

async fn does(host: &TestHost, name: &str, verb: ContainerVerb) {
    let done = act(host, name, verb, VerbOptions::default()).await;
    done.unwrap_or_else(|error| panic!("{verb:?}: {error}"));
}

async fn row(host: &TestHost, name: &str) -> Option<Row> {
    let list = host.host.engine().containers().await.expect("a list");
    list.containers.into_iter().find(|one| one.name == name)
}

async fn state(host: &TestHost, name: &str) -> Option<ContainerState> {
    row(host, name).await.map(|row| row.state)
}

async fn remove(host: &TestHost, name: &str, removal: Removal) -> Result<(), HostError> {
    let permit = host.permit("ada", Action::ContainerRemove).await;
    host.host
        .engine()
        .remove(permit, &named(name), removal)
        .await
}

/// What is said of a failure, and what to do.
fn told(failed: Result<(), HostError>) -> (u16, String, String) {
    let problem = Problem::from(failed.expect_err("it cannot be done"));
    (
        problem.status,
        problem.detail,
        problem.remedy.unwrap_or_default(),
    )
}

async fn verbs_do_what_they_say(engine: &Engine) {
    let host = host_of(engine);
    let script = "trap 'echo hup' HUP; trap 'echo term' TERM; while true; do sleep 0.1; done";
    let container = engine.container("life-verbs", script);
    let name = container.name.as_str();

    let signal = VerbOptions {
        signal: Some("HUP".parse().expect("a signal")),
        ..VerbOptions::default()
    };
    // The shell takes its time to set the trap.
    eventually("it hears the signal", SOON, async || {
        let sent = act(&host, name, ContainerVerb::Kill, signal.clone()).await;
        sent.expect("it was sent");
        container.log().contains("hup").then_some(())
    })
    .await;

    does(&host, name, ContainerVerb::Pause).await;
    assert_eq!(state(&host, name).await, Some(ContainerState::Paused));
    does(&host, name, ContainerVerb::Unpause).await;
    assert_eq!(state(&host, name).await, Some(ContainerState::Running));

    let at_once = VerbOptions {
        timeout: Some(0),
        ..VerbOptions::default()
    };
    let before = container.started_at();
    act(&host, name, ContainerVerb::Restart, at_once.clone())
        .await
        .expect("restarted");
    assert_ne!(container.started_at(), before);
    act(&host, name, ContainerVerb::Stop, at_once.clone())
        .await
        .expect("stopped");
    assert_eq!(state(&host, name).await, Some(ContainerState::Exited));
    act(&host, name, ContainerVerb::Stop, at_once)
        .await
        .expect("it was so already");
    does(&host, name, ContainerVerb::Start).await;
    let started = row(&host, name).await.expect("listed");
    assert_eq!(
        (started.state, started.restarts, started.crash_loop),
        (ContainerState::Running, Some(0), false)
    );
    assert!(started.started_at.is_some_and(|at| at > started.created_at));
    does(&host, name, ContainerVerb::Kill).await;
    assert_eq!(state(&host, name).await, Some(ContainerState::Exited));

    let too_long = VerbOptions {
        timeout: Some(100_000),
        ..VerbOptions::default()
    };
    let (status, detail, _) = told(act(&host, name, ContainerVerb::Stop, too_long).await);
    assert_eq!((status, detail.contains("3600")), (400, true), "{detail}");
    host.stop().await;
}

async fn it_is_renamed_committed_and_removed(engine: &Engine) {
    let host = host_of(engine);
    let container = engine.container("life-before", "echo kept > /kept; exec sleep 1000");
    let request = RenameRequest {
        name: named("life-after"),
    };
    let permit = host.permit("ada", Action::ContainerRename).await;
    let renamed = host
        .host
        .engine()
        .rename(permit, &named(&container.name), request)
        .await;
    renamed.expect("renamed");
    assert_eq!(state(&host, "life-before").await, None);
    assert_eq!(
        state(&host, "life-after").await,
        Some(ContainerState::Running)
    );

    let commit = async |reference: &str| {
        let request = CommitRequest {
            reference: reference.parse().expect("a reference"),
            comment: "as it was & is".to_owned(),
            pause: true,
        };
        let permit = host.permit("ada", Action::ContainerCommit).await;
        host.host
            .engine()
            .commit(permit, &named("life-after"), request)
            .await
    };
    commit("localhost/life-kept:2").await.expect("an image");
    let kept = engine.cli(&["run", "--rm", "localhost/life-kept:2", "cat", "/kept"]);
    assert_eq!(kept, "kept");
    engine.cli(&["rmi", "localhost/life-kept:2"]);
    let digest = format!("localhost/life-kept@sha256:{}", "0".repeat(64));
    assert_eq!(told(commit(&digest).await).0, 400);

    let (status, detail, remedy) = told(remove(&host, "life-after", Removal::default()).await);
    assert_eq!(
        (status, detail.as_str()),
        (409, "container `life-after` is running")
    );
    assert!(remedy.contains("stop it first"), "{remedy}");
    let force = Removal {
        force: true,
        volumes: true,
    };
    remove(&host, "life-after", force).await.expect("removed");
    assert_eq!(state(&host, "life-after").await, None);
    let audit = host.audit().await;
    let failures = audit.iter().filter(|line| line.detail.is_some()).count();
    assert_eq!((audit.len(), failures), (5, 2), "{audit:?}");
    host.stop().await;
}
