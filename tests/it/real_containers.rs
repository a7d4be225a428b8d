//! What can be seen of and done to one container, on the real engines: one table of behaviours, over dockerd and podman.

use std::{path::Path, time::Duration};

use atomdeck::{
    host::{HostError, Removal},
    model::{
        Action, CommitRequest, Container as Row, ContainerRef, ContainerState, ContainerVerb,
        EngineFeature, EngineKind, FileChangeKind, Health, MountKind, Problem, RenameRequest,
        RestartPolicyKind, VerbOptions,
    },
};

use crate::support::{self, Engine, TestHost, eventually};

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

async fn a_container_is_told_in_full(engine: &Engine) {
    let host = host_of(engine);
    let name = "life-full";
    let image = &engine.daemon.image;
    let run = "run --detach --memory 64m --cpus 0.5 --pids-limit 100 --restart on-failure:3 --env PLAIN=one \
        --env DB_PASSWORD=hush --label app=demo --tmpfs /scratch --volume life-full:/data --cap-add NET_ADMIN \
        --workdir /tmp --stop-signal KILL --stop-timeout 7 --name";
    let mut run: Vec<&str> = run.split_whitespace().collect();
    run.extend([
        name,
        image,
        "sh",
        "-c",
        "echo new > /made; rm /etc/gone; exec sleep 1000",
    ]);
    engine.cli(&run);
    let shown = host
        .host
        .engine()
        .show(&named(name))
        .await
        .expect("it is there");
    assert_eq!(
        (shown.container.name.as_str(), shown.container.state),
        (name, ContainerState::Running)
    );
    assert_eq!(shown.container.id.len(), 64);
    assert!(shown.container.started_at.is_some());
    assert_eq!(shown.command[0], "sh");
    assert_eq!(
        (shown.working_dir.as_str(), shown.stop_timeout),
        ("/tmp", 7)
    );
    assert_eq!(shown.restart_policy.kind, RestartPolicyKind::OnFailure);
    assert_eq!(shown.restart_policy.attempts, Some(3));
    assert_eq!(
        (shown.limits.memory, shown.limits.cpus),
        (Some(64 << 20), Some(0.5))
    );
    assert_eq!(shown.limits.processes, Some(100));
    assert!(shown.pid.is_some_and(|pid| pid > 0));
    assert_eq!((shown.ended_because, shown.health), (None, None));
    assert_eq!(shown.labels["app"], "demo");
    assert!(
        shown
            .security
            .capabilities_added
            .contains(&"NET_ADMIN".to_owned())
    );
    let volume = shown
        .mounts
        .iter()
        .find(|mount| mount.destination == "/data");
    let volume = volume.expect("the volume");
    assert_eq!(
        (volume.kind, volume.source.as_str()),
        (MountKind::Volume, "life-full")
    );
    assert!(
        shown
            .mounts
            .iter()
            .any(|mount| mount.kind == MountKind::Tmpfs)
    );
    assert!(shown.networks.iter().any(|one| !one.addresses.is_empty()));
    assert!(!shown.log_driver.is_empty());

    let table = eventually("its shell has become sleep", SOON, async || {
        let table = host
            .host
            .engine()
            .processes(&named(name))
            .await
            .expect("it runs");
        let is_sleep = |row: &Vec<String>| row.iter().any(|cell| cell.contains("sleep 1000"));
        table.rows.iter().any(is_sleep).then_some(table)
    })
    .await;
    assert!(table.titles.len() > 3, "{table:?}");
    assert!(
        table.rows.iter().all(|row| row.len() == table.titles.len()),
        "{table:?}"
    );
    let changes = host
        .host
        .engine()
        .changes(&named(name))
        .await
        .expect("changes");
    let made = changes.changes.iter().find(|change| change.path == "/made");
    assert_eq!(made.expect("a new file").kind, FileChangeKind::Added);
    assert_eq!(changes.left_out, 0);
    engine.cli(&["rm", "--force", "--volumes", name]);
    engine.cli(&["volume", "rm", "life-full"]);
    host.stop().await;
}

async fn secrets_are_told_to_who_asks(engine: &Engine) {
    let host = host_of(engine);
    let name = "life-secrets";
    let image = &engine.daemon.image;
    engine.cli(&[
        "create",
        "--name",
        name,
        "--env",
        "PLAIN=one",
        "--env",
        "DB_PASSWORD=hush",
        image,
    ]);
    let shown = host
        .host
        .engine()
        .show(&named(name))
        .await
        .expect("it is there");
    let value = |variables: &[atomdeck::model::EnvironmentVariable], name: &str| {
        let found = variables.iter().find(|one| one.name == name);
        found.expect("a variable").value.clone()
    };
    assert_eq!(value(&shown.environment, "PLAIN").as_deref(), Some("one"));
    assert_eq!(value(&shown.environment, "DB_PASSWORD"), None);
    assert_eq!(
        (shown.ended_because, shown.container.started_at),
        (None, None)
    );

    let permit = host.permit("ada", Action::ContainerSecrets).await;
    let all = host
        .host
        .engine()
        .environment(permit, &named(name))
        .await
        .expect("all");
    assert_eq!(
        value(&all.variables, "DB_PASSWORD").as_deref(),
        Some("hush")
    );
    let permit = host.permit("ada", Action::ContainerSecrets).await;
    let raw = host
        .host
        .engine()
        .inspect(permit, &named(name))
        .await
        .expect("its words");
    let raw: serde_json::Value = serde_json::from_slice(&raw).expect("a document");
    assert_eq!(raw["Id"], shown.container.id.as_str());
    let audit = host.audit().await;
    let recorded = audit
        .iter()
        .filter(|line| line.action == Action::ContainerSecrets);
    assert_eq!(recorded.count(), 2);
    assert!(!format!("{audit:?}").contains("hush"));
    engine.cli(&["rm", name]);
    host.stop().await;
}

async fn why_it_ended_is_told(engine: &Engine) {
    let host = host_of(engine);
    let image = &engine.daemon.image;
    let because = async |name: &str| {
        eventually("it has ended", SOON, async || {
            let shown = host
                .host
                .engine()
                .show(&named(name))
                .await
                .expect("it is there");
            let reason = shown.ended_because.clone()?;
            assert!(shown.finished_at.is_some(), "{shown:?}");
            Some(reason)
        })
        .await
    };
    let failed = engine.container("life-failed", "exit 3");
    assert_eq!(
        because(&failed.name).await,
        "it failed with exit code 3; its log may say why"
    );
    let done = engine.container("life-done", "true");
    assert_eq!(because(&done.name).await, "it was done: exit code 0");
    let crashed = engine.container("life-crashed", "kill -SEGV $$");
    assert!(because(&crashed.name).await.contains("exit code 139"));
    let name = "life-memory";
    engine.cli(&[
        "run",
        "--detach",
        "--memory",
        "20m",
        "--name",
        name,
        image,
        "sh",
        "-c",
        "tail /dev/zero",
    ]);
    let reason = because(name).await;
    assert!(
        reason.contains("memory") && reason.contains("limit of 20 MiB"),
        "{reason}"
    );
    engine.cli(&["rm", name]);
    host.stop().await;
}

async fn a_health_check_is_told_and_run(engine: &Engine) {
    let host = host_of(engine);
    let name = "life-health";
    let image = &engine.daemon.image;
    engine.cli(&[
        "run",
        "--detach",
        "--stop-signal",
        "KILL",
        "--name",
        name,
        "--health-cmd",
        "echo all is well",
        "--health-interval",
        "1s",
        image,
        "sleep",
        "1000",
    ]);
    let list = host.host.engine().containers().await.expect("a list");
    let can_run = list.engine.has(EngineFeature::HealthRun);
    assert_eq!(can_run, list.engine.kind == EngineKind::Podman);
    if can_run {
        // No systemd runs its checks here.
        does(&host, name, ContainerVerb::Healthcheck).await;
    } else {
        let refused = act(
            &host,
            name,
            ContainerVerb::Healthcheck,
            VerbOptions::default(),
        )
        .await;
        let (status, _, remedy) = told(refused);
        assert_eq!((status, remedy.is_empty()), (503, false));
    }
    let shown = eventually("it is healthy", SOON, async || {
        let shown = host
            .host
            .engine()
            .show(&named(name))
            .await
            .expect("it is there");
        (shown.container.health == Some(Health::Healthy)).then_some(shown)
    })
    .await;
    let report = shown.health.expect("a report");
    assert_eq!(
        (report.command.as_str(), report.interval),
        ("echo all is well", 1)
    );
    assert_eq!((report.failing_streak, report.runs[0].exit_code), (0, 0));
    assert_eq!(report.runs[0].output.trim(), "all is well");
    engine.cli(&["rm", "--force", name]);
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

async fn what_stands_in_the_way_is_told(engine: &Engine) {
    let host = host_of(engine);
    let ended = engine.container("life-ended", "true");
    let other = engine.container("life-other", "exec sleep 1000");
    eventually("it has ended", SOON, async || {
        (state(&host, &ended.name).await == Some(ContainerState::Exited)).then_some(())
    })
    .await;
    for verb in [ContainerVerb::Kill, ContainerVerb::Pause] {
        let told = told(act(&host, &ended.name, verb, VerbOptions::default()).await);
        let expected = (
            409,
            "container `life-ended` does not run".to_owned(),
            "start it first".to_owned(),
        );
        assert_eq!(told, expected);
    }
    let (status, detail, _) = told(
        act(
            &host,
            &other.name,
            ContainerVerb::Unpause,
            VerbOptions::default(),
        )
        .await,
    );
    assert_eq!(
        (status, detail.as_str()),
        (409, "container `life-other` is not paused")
    );
    let permit = host.permit("ada", Action::ContainerRename).await;
    let request = RenameRequest {
        name: named(&other.name),
    };
    let taken = host
        .host
        .engine()
        .rename(permit, &named(&ended.name), request)
        .await;
    let (status, detail, remedy) = told(taken);
    assert_eq!(
        (status, detail.as_str()),
        (409, "the name `life-other` is taken by another container")
    );
    assert!(!remedy.is_empty());
    let idle = host.host.engine().processes(&named(&ended.name)).await;
    assert!(matches!(idle, Err(HostError::Blocked { .. })), "{idle:?}");

    let image = &engine.daemon.image;
    let name = "life-no-command";
    engine.cli(&["create", "--name", name, image, "/no/such/command"]);
    let (status, detail, remedy) =
        told(act(&host, name, ContainerVerb::Start, VerbOptions::default()).await);
    assert_eq!(
        (status, detail.as_str()),
        (
            409,
            "the image of container `life-no-command` has no command `/no/such/command`"
        )
    );
    assert!(!remedy.is_empty());
    engine.cli(&["rm", "--force", name]);

    // The engine's network is not ours: the port is taken there.
    engine.cli(&[
        "run",
        "--detach",
        "--stop-signal",
        "KILL",
        "--publish",
        "127.0.0.1:18099:80",
        "--name",
        "life-port-a",
        image,
        "sleep",
        "1000",
    ]);
    engine.cli(&[
        "create",
        "--publish",
        "127.0.0.1:18099:80",
        "--name",
        "life-port-b",
        image,
        "sleep",
        "1000",
    ]);
    let (status, detail, remedy) = told(
        act(
            &host,
            "life-port-b",
            ContainerVerb::Start,
            VerbOptions::default(),
        )
        .await,
    );
    assert_eq!(
        (status, detail.as_str()),
        (409, "port 18099 of the host is taken by something else")
    );
    assert!(remedy.contains("ss --listening"), "{remedy}");
    engine.cli(&["rm", "--force", "life-port-a", "life-port-b"]);
    host.stop().await;
}

async fn what_is_not_there_is_not_found(engine: &Engine) {
    let host = host_of(engine);
    let name = "life-no-such";
    let gone = |failed: HostError| {
        let problem = Problem::from(failed);
        let expected = "there is no container `life-no-such` on this host";
        assert_eq!((problem.status, problem.detail.as_str()), (404, expected));
    };
    for verb in [
        ContainerVerb::Start,
        ContainerVerb::Stop,
        ContainerVerb::Restart,
        ContainerVerb::Kill,
        ContainerVerb::Pause,
        ContainerVerb::Unpause,
    ] {
        let done = act(&host, name, verb, VerbOptions::default()).await;
        gone(done.expect_err("there is none"));
    }
    let container = named(name);
    let console = host.host.engine();
    gone(console.show(&container).await.expect_err("there is none"));
    gone(
        console
            .processes(&container)
            .await
            .expect_err("there is none"),
    );
    gone(
        console
            .changes(&container)
            .await
            .expect_err("there is none"),
    );
    gone(
        remove(&host, name, Removal::default())
            .await
            .expect_err("there is none"),
    );
    let permit = host.permit("ada", Action::ContainerSecrets).await;
    gone(
        console
            .environment(permit, &container)
            .await
            .expect_err("there is none"),
    );
    let permit = host.permit("ada", Action::ContainerRename).await;
    let request = RenameRequest {
        name: named("life-other-name"),
    };
    gone(
        console
            .rename(permit, &container, request)
            .await
            .expect_err("there is none"),
    );
    host.stop().await;
}

async fn a_crash_loop_is_told(engine: &Engine) {
    let host = host_of(engine);
    let name = "life-crash-loop";
    let image = &engine.daemon.image;
    engine.cli(&[
        "run",
        "--detach",
        "--restart",
        "always",
        "--name",
        name,
        image,
        "sh",
        "-c",
        "exit 7",
    ]);
    let looping = eventually("it is told", SOON, async || {
        let found = row(&host, name).await.expect("listed");
        found.crash_loop.then_some(found)
    })
    .await;
    assert!(looping.restarts >= Some(3), "{looping:?}");
    engine.cli(&["rm", "--force", name]);
    host.stop().await;
}
