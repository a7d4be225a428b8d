//! Containers made again: what they keep, and how they are put back.

use atomdeck::host::HostError;
use atomdeck::model::{Action, ContainerSpec, EngineKind, Operation, RecreateRequest};
use serde_json::json;

use super::*;

async fn recreate(host: &TestHost, name: &str, spec: Option<ContainerSpec>) -> Operation {
    let permit = host.permit("ada", Action::ContainerCreate).await;
    let request = RecreateRequest { spec };
    let engine = host.host.engine();
    let begun = engine.recreate(permit, &named(name), request, None).await;
    end(host, begun.expect("it begins")).await
}

async fn what_is_made_again_keeps_what_it_had(engine: &Engine) {
    let host = host_of(engine);
    let _removed = Removed(
        engine,
        &[
            "container make-again",
            "volume make-again-data",
            "network make-again-net",
        ],
    );
    engine.cli(&[
        "network",
        "create",
        "--subnet",
        "10.91.7.0/24",
        "make-again-net",
    ]);
    let image = &engine.daemon.image;
    // By the engine's own program, with what the form does not know.
    engine.cli(&[
        "run",
        "--detach",
        "--name",
        "make-again",
        "--network",
        "make-again-net",
        "--network-alias",
        "found",
        "--ip",
        "10.91.7.77",
        "--volume",
        "make-again-data:/data",
        "--volume",
        "/anonymous",
        "--env",
        "KEPT=1",
        "--env",
        "CHANGED=1",
        "--label",
        "kept=yes",
        "--add-host",
        "other:10.0.0.1",
        "--stop-timeout",
        "1",
        "--sysctl",
        "net.ipv4.ip_unprivileged_port_start=10",
        image,
        "sleep",
        "1000",
    ]);
    engine.cli(&[
        "exec",
        "make-again",
        "sh",
        "-c",
        "echo a > /data/a; echo b > /anonymous/b",
    ]);
    let old = inspect(engine, "make-again", "{{.Id}}");

    let mut changed = spec_of(&host, "make-again").await;
    for variable in &mut changed.environment {
        if variable.name == "CHANGED" {
            variable.value = "2".to_owned();
        }
    }
    changed.limits.memory = Some(64 << 20);
    // Podman 4 tells nobody what kernel parameters and fixed addresses a container has, but by which line it was made.
    let listed = host.host.engine().containers().await.expect("a list");
    let is_podman = listed.engine.kind == EngineKind::Podman;
    let shown = host.host.engine().show(&named("make-again")).await;
    let lost = shown.expect("it is shown").lost_when_recreated;
    let untold = [
        "its fixed address `10.91.7.77`",
        "its kernel parameter `net.ipv4.ip_unprivileged_port_start=10`",
    ];
    assert_eq!(lost, if is_podman { &untold[..] } else { &[] });
    let made = recreate(&host, "make-again", Some(changed.clone())).await;
    succeeded(&made);
    let outcome = made.outcome.as_deref().unwrap_or_default();
    for words in untold {
        assert_eq!(outcome.contains(words), is_podman, "{outcome}");
    }
    assert_ne!(inspect(engine, "make-again", "{{.Id}}"), old);
    assert_eq!(names(engine, "make-again"), ["make-again"]);
    let exec = |script: &str| engine.cli(&["exec", "make-again", "sh", "-c", script]);
    assert_eq!(
        exec("cat /data/a /anonymous/b; echo $KEPT $CHANGED"),
        "a\nb\n1 2"
    );
    assert!(exec("cat /etc/hosts").contains("other"));
    if !is_podman {
        let port = exec("cat /proc/sys/net/ipv4/ip_unprivileged_port_start");
        assert_eq!(port, "10");
    }
    assert_eq!(
        inspect(engine, "make-again", "{{index .Config.Labels \"kept\"}}"),
        "yes"
    );
    assert_eq!(
        inspect(engine, "make-again", "{{.HostConfig.Memory}}"),
        "67108864"
    );
    let network = "{{(index .NetworkSettings.Networks \"make-again-net\").Aliases}}";
    assert!(inspect(engine, "make-again", network).contains("found"));
    assert_eq!(sorted(spec_of(&host, "make-again").await), sorted(changed));
    host.stop().await;
}

async fn what_does_not_come_up_is_put_back(engine: &Engine) {
    let host = host_of(engine);
    let _removed = Removed(engine, &["container make-back"]);
    let port = json!([{"container_port": 80, "protocol": "tcp", "host_port": 28_082}]);
    let good = spec(engine, json!({"name": "make-back", "ports": port}));
    succeeded(&create(&host, good.clone()).await);
    let old = inspect(engine, "make-back", "{{.Id}}");
    let volumes = engine.cli(&["volume", "ls", "--quiet"]);
    let check = json!({"command": "false", "interval": 1, "timeout": 5, "retries": 1});
    let fresh = json!([{"kind": "volume", "destination": "/fresh"}]);
    for (change, sentence) in [
        (
            json!({"command": ["/no/such"]}),
            "has no command `/no/such`",
        ),
        (
            json!({"command": ["sh", "-c", "exit 7"], "mounts": fresh}),
            "ended with exit code 7",
        ),
        (json!({"health": check}), "health check"),
        (
            json!({"mounts": [{"kind": "bind", "source": "/dev/null/x", "destination": "/x"}]}),
            "",
        ),
    ] {
        let mut wanted = serde_json::to_value(&good).expect("plain data");
        for (name, value) in change.as_object().expect("fields") {
            wanted[name] = value.clone();
        }
        let wanted = spec(engine, wanted);
        let ended = recreate(&host, "make-back", Some(wanted)).await;
        failed(&ended, &[sentence, "the old container is"]);
        assert_eq!(names(engine, "make-back"), ["make-back"], "{change}");
        assert_eq!(inspect(engine, "make-back", "{{.Id}}"), old, "{change}");
        assert_eq!(
            inspect(engine, "make-back", "{{.State.Status}}"),
            "running",
            "{change}"
        );
    }
    // Other tests make volumes too: of ours none is new.
    let left = engine.cli(&["volume", "ls", "--quiet", "--filter", "dangling=true"]);
    let left: Vec<&str> = left.lines().filter(|one| !volumes.contains(one)).collect();
    let ours = |name: &&&str| {
        engine
            .cli(&["volume", "inspect", name])
            .contains("make-back")
    };
    assert_eq!(left.iter().filter(ours).count(), 0);

    // Nothing newer can be fetched: there is no registry at `localhost`.
    let ended = recreate(&host, "make-back", None).await;
    failed(&ended, &["localhost"]);
    assert_eq!(inspect(engine, "make-back", "{{.Id}}"), old);
    let healthy = json!({"command": "true", "interval": 1, "timeout": 5, "retries": 1});
    let mut wanted = serde_json::to_value(&good).expect("plain data");
    wanted["health"] = healthy;
    wanted["name"] = "make-back-renamed".into();
    let ended = recreate(&host, "make-back", Some(spec(engine, wanted))).await;
    succeeded(&ended);
    assert_eq!(names(engine, "make-back"), ["make-back-renamed"]);
    host.stop().await;
}

async fn what_has_its_settings_elsewhere_is_refused(engine: &Engine) {
    let host = host_of(engine);
    let _removed = Removed(engine, &["container make-refused"]);
    let unit = json!({"PODMAN_SYSTEMD_UNIT": "web.service"});
    for (fields, sentence) in [
        (
            json!({"name": "make-refused-unit", "labels": unit}),
            "the systemd unit `web.service`",
        ),
        (
            json!({"name": "make-refused-rm", "remove_when_ended": true}),
            "removed as soon as it stops",
        ),
    ] {
        let spec = spec(engine, fields);
        let name = spec.name.clone().expect("it has one");
        succeeded(&create(&host, spec).await);
        let permit = host.permit("ada", Action::ContainerCreate).await;
        let request = RecreateRequest { spec: None };
        let refused = host
            .host
            .engine()
            .recreate(permit, &name, request, None)
            .await;
        let Err(error @ HostError::Blocked { .. }) = refused else {
            panic!("{refused:?}");
        };
        assert!(error.to_string().contains(sentence), "{error}");
    }
    let permit = host.permit("ada", Action::ContainerCreate).await;
    let request = RecreateRequest { spec: None };
    let missing = host
        .host
        .engine()
        .recreate(permit, &named("no-such-one"), request, None)
        .await;
    assert!(
        matches!(missing, Err(HostError::NotFound { .. })),
        "{missing:?}"
    );
    host.stop().await;
}

on_both! {
    docker_keeps_what_it_had podman_keeps_what_it_had what_is_made_again_keeps_what_it_had;
    docker_puts_the_old_one_back podman_puts_the_old_one_back what_does_not_come_up_is_put_back;
    docker_refuses_what_is_set_elsewhere podman_refuses_what_is_set_elsewhere what_has_its_settings_elsewhere_is_refused;
}
