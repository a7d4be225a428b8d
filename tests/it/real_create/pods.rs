//! Containers within a pod: Podman's own endpoint makes them, and they stay there when they are made again.

use atomdeck::host::HostError;
use atomdeck::model::{Action, RecreateRequest};
use serde_json::json;

use super::*;

/// A pod of the test's; dropping it removes it and its containers.
struct Pod<'engine>(&'engine Engine, &'static str);

impl<'engine> Pod<'engine> {
    fn new(engine: &'engine Engine, name: &'static str) -> Self {
        // Its own container is made of the tests' image: there is no registry.
        engine.cli(&[
            "pod",
            "create",
            "--name",
            name,
            "--infra-image",
            &engine.daemon.image,
            "--infra-command",
            "sleep 1000",
        ]);
        Self(engine, name)
    }
}

impl Drop for Pod<'_> {
    fn drop(&mut self) {
        self.0.cli(&["pod", "rm", "--force", "--time", "0", self.1]);
    }
}

async fn recreate(host: &TestHost, name: &str, spec: Option<ContainerSpec>) -> Operation {
    let permit = host.permit("ada", Action::ContainerCreate).await;
    let request = RecreateRequest { spec };
    let engine = host.host.engine();
    let begun = engine.recreate(permit, &named(name), request, None).await;
    end(host, begun.expect("it begins")).await
}

fn pod_id(engine: &Engine, pod: &str) -> String {
    engine.cli(&["pod", "inspect", "--format", "{{.ID}}", pod])
}

#[tokio::test]
async fn a_container_is_made_and_made_again_within_a_pod() {
    let Some(engine) = support::podman() else {
        return;
    };
    let host = host_of(engine);
    let _removed = Removed(engine, &["container make-pod-out", "volume make-pod-data"]);
    let pod = Pod::new(engine, "make-pod");
    let folder = tempfile::tempdir().expect("a folder");
    let bound = folder.path().to_str().expect("it is text");
    let asked = spec(
        engine,
        json!({
            "name": "make-pod-in", "pod": pod.1, "user": "0:0", "working_dir": "/tmp", "interactive": true,
            "command": ["sh", "-c", "echo \"$WORDS\"; exec sleep 1000"],
            "mounts": [
                {"kind": "bind", "source": bound, "destination": "/bound", "read_only": true},
                {"kind": "volume", "source": "make-pod-data", "destination": "/data"},
                {"kind": "volume", "destination": "/anonymous"},
                {"kind": "tmpfs", "destination": "/memory"},
            ],
            "environment": [{"name": "WORDS", "value": "it's = $HOME"}],
            "limits": {"memory": 67_108_864, "cpus": 0.5, "processes": 100},
            "restart_policy": {"kind": "on_failure", "attempts": 3},
            "health": {"command": "test -d /data", "interval": 30, "timeout": 5, "retries": 2},
            "labels": {"org.example.made": "by the test"},
            "devices": [{"host_path": "/dev/null", "container_path": "/dev/nothing"}],
            "capabilities_added": ["SYS_TIME"], "capabilities_dropped": ["CHOWN"], "stop_timeout": 1,
        }),
    );
    succeeded(&create(&host, asked.clone()).await);
    let exec = |script: &str| engine.cli(&["exec", "make-pod-in", "sh", "-c", script]);
    exec("test -c /dev/nothing && touch /memory/x && ! touch /bound/x");
    exec("echo a >/data/a && echo b >/anonymous/b && hostname >/data/name");
    assert_eq!(exec("cat /data/name"), pod.1, "it has the pod's host name");
    let of_pod = "{{.Pod}} {{.State.Status}} {{.HostConfig.Memory}}";
    let expected = format!("{} running 67108864", pod_id(engine, pod.1));
    assert_eq!(inspect(engine, "make-pod-in", of_pod), expected);
    let mut told = spec_of(&host, "make-pod-in").await;
    let mut as_asked = asked.clone();
    as_asked.pull = told.pull;
    assert_eq!(sorted(told.clone()), sorted(as_asked));

    // With other settings: the same volumes, and the same pod.
    let old = inspect(engine, "make-pod-in", "{{.Id}}");
    told.environment[0].value = "changed".to_owned();
    succeeded(&recreate(&host, "make-pod-in", Some(told.clone())).await);
    assert_ne!(inspect(engine, "make-pod-in", "{{.Id}}"), old);
    assert_eq!(inspect(engine, "make-pod-in", of_pod), expected);
    let kept = exec("cat /data/a /anonymous/b; echo $WORDS");
    assert_eq!(kept, "a\nb\nchanged");
    assert_eq!(
        sorted(spec_of(&host, "make-pod-in").await),
        sorted(told.clone())
    );
    assert_eq!(names(engine, "make-pod-in"), ["make-pod-in"]);

    // What does not come up is put back where it was.
    let old = inspect(engine, "make-pod-in", "{{.Id}}");
    let mut wrong = told.clone();
    wrong.command = vec!["/no/such".to_owned()];
    let ended = recreate(&host, "make-pod-in", Some(wrong)).await;
    failed(
        &ended,
        &["has no command `/no/such`", "the old container is back"],
    );
    assert_eq!(inspect(engine, "make-pod-in", "{{.Id}}"), old);
    assert_eq!(inspect(engine, "make-pod-in", of_pod), expected);

    // Out of the pod, and into it again.
    let mut out = told.clone();
    out.pod = None;
    out.name = Some(named("make-pod-out"));
    succeeded(&recreate(&host, "make-pod-in", Some(out)).await);
    let alone = "{{.Pod}} {{.State.Status}} {{.HostConfig.NetworkMode}}";
    let of_none = inspect(engine, "make-pod-out", alone);
    assert_eq!(of_none, " running bridge");
    let mut again = spec_of(&host, "make-pod-out").await;
    again.pod = told.pod.clone();
    again.name = told.name.clone();
    succeeded(&recreate(&host, "make-pod-out", Some(again)).await);
    assert_eq!(inspect(engine, "make-pod-in", of_pod), expected);
    assert_eq!(names(engine, "make-pod-out"), [""; 0]);
    host.stop().await;
}

#[tokio::test]
async fn trouble_with_pods_leaves_nothing_behind() {
    let (Some(podman), Some(docker)) = (support::podman(), support::docker()) else {
        return;
    };
    let host = host_of(podman);
    let pod = Pod::new(podman, "make-pod-trouble");
    let none = spec(podman, json!({"name": "make-podless", "pod": "no-such"}));
    failed(
        &create(&host, none).await,
        &["no pod `no-such`", "podman pod create --name no-such"],
    );
    let command = json!({"name": "make-podless", "pod": pod.1, "command": ["/no/such"]});
    let ended = create(&host, spec(podman, command)).await;
    failed(&ended, &["has no command `/no/such`"]);
    let named_twice = json!({"name": "make-pod-trouble-a", "pod": pod.1, "start": false});
    succeeded(&create(&host, spec(podman, named_twice.clone())).await);
    let again = create(&host, spec(podman, named_twice)).await;
    failed(&again, &["`make-pod-trouble-a` is taken"]);
    assert_eq!(names(podman, "make-podless"), [""; 0]);
    assert_eq!(names(podman, "make-pod-trouble"), ["make-pod-trouble-a"]);

    // What the others stand on is not replaced below them.
    let infra = podman.cli(&["pod", "inspect", "--format", "{{.InfraContainerID}}", pod.1]);
    let permit = host.permit("ada", Action::ContainerCreate).await;
    let request = RecreateRequest { spec: None };
    let engine = host.host.engine();
    let refused = engine.recreate(permit, &named(&infra), request, None).await;
    let Err(error @ HostError::Blocked { .. }) = refused else {
        panic!("{refused:?}");
    };
    assert!(error.to_string().contains("share"), "{error}");
    host.stop().await;

    let host = host_of(docker);
    let none = spec(docker, json!({"name": "make-podless", "pod": "no-such"}));
    failed(&create(&host, none).await, &["has no pods"]);
    assert_eq!(names(docker, "make-podless"), [""; 0]);
    host.stop().await;
}
