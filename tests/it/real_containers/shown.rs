//! What the console tells of a container: in full, its secrets, its health, why it ended.

use atomdeck::model::{
    Action, ContainerState, ContainerVerb, EngineFeature, EngineKind, FileChangeKind, Health,
    MountKind, RestartPolicyKind, VerbOptions,
};

use super::{SOON, act, does, host_of, named, row, told};
use crate::support::{Engine, eventually};

pub(super) async fn a_container_is_told_in_full(engine: &Engine) {
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

pub(super) async fn secrets_are_told_to_who_asks(engine: &Engine) {
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

pub(super) async fn why_it_ended_is_told(engine: &Engine) {
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
    let crashed = engine.container("life-crashed", "exit 139");
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

pub(super) async fn a_health_check_is_told_and_run(engine: &Engine) {
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
        // The list and the report are two answers of the engine, maybe from both sides of a run.
        let has_run = shown
            .health
            .as_ref()
            .is_some_and(|report| !report.runs.is_empty());
        (shown.container.health == Some(Health::Healthy) && has_run).then_some(shown)
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

pub(super) async fn a_crash_loop_is_told(engine: &Engine) {
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
