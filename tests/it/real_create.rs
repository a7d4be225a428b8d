//! Making containers on the real engines, and making them again: one table of behaviour, over dockerd and podman.

use std::time::Duration;

use atomdeck::host::HostError;
use atomdeck::model::{Action, ContainerRef, ContainerSpec, Operation, OperationState};
use serde_json::{Value, json};

use crate::support::{self, Engine, TestHost, eventually};

macro_rules! on_both {
    ($($docker:ident $podman:ident $test:ident;)*) => {$(
        #[tokio::test]
        async fn $docker() {
            let Some(docker) = support::docker() else { return };
            $test(docker).await;
        }

        #[tokio::test]
        async fn $podman() {
            let Some(podman) = support::podman() else { return };
            $test(podman).await;
        }
    )*};
}

mod again;
mod pods;

const SOON: Duration = Duration::from_secs(90);

fn host_of(engine: &Engine) -> TestHost {
    TestHost::new(std::path::Path::new("/"), Some(&engine.daemon.socket))
}

fn named(name: &str) -> ContainerRef {
    name.parse().expect("a container's name")
}

/// With the tests' image, and a command that runs on and dies at once.
fn spec(engine: &Engine, mut fields: Value) -> ContainerSpec {
    fields["image"] = engine.daemon.image.as_str().into();
    for (name, usual) in [
        ("command", json!(["sleep", "1000"])),
        ("pull", json!("never")),
        ("stop_timeout", json!(0)),
    ] {
        if fields.get(name).is_none() {
            fields[name] = usual;
        }
    }
    serde_json::from_value(fields).expect("a specification")
}

/// Waits for an operation's end.
async fn end(host: &TestHost, begun: Operation) -> Operation {
    eventually("the operation ends", SOON, async || {
        let all = host.host.operations().list();
        let found = all.into_iter().find(|one| one.id == begun.id)?;
        (found.state != OperationState::Running).then_some(found)
    })
    .await
}

async fn create(host: &TestHost, spec: ContainerSpec) -> Operation {
    let permit = host.permit("ada", Action::ContainerCreate).await;
    let begun = host.host.engine().create(permit, spec, None).await;
    end(host, begun.expect("it begins")).await
}

async fn spec_of(host: &TestHost, name: &str) -> ContainerSpec {
    let permit = host.permit("ada", Action::ContainerSecrets).await;
    let spec = host.host.engine().spec(permit, &named(name)).await;
    spec.expect("it is told")
}

#[track_caller]
fn succeeded(operation: &Operation) {
    let state = (operation.state, operation.error.as_deref());
    assert_eq!(state, (OperationState::Succeeded, None));
}

#[track_caller]
fn failed(operation: &Operation, sentences: &[&str]) {
    assert_eq!(operation.state, OperationState::Failed, "{operation:?}");
    let told = operation.error.as_deref().unwrap_or_default();
    for sentence in sentences {
        assert!(told.contains(sentence), "{sentence:?} is not in: {told}");
    }
}

/// Names of all containers that begin so.
fn names(engine: &Engine, start: &str) -> Vec<String> {
    let all = engine.cli(&["ps", "--all", "--format", "{{.Names}}"]);
    let mut names: Vec<String> = all.lines().map(str::to_owned).collect();
    names.retain(|name| name.starts_with(start));
    names.sort();
    names
}

fn inspect(engine: &Engine, name: &str, template: &str) -> String {
    engine.cli(&["container", "inspect", "--format", template, name])
}

/// Removes what a test made.
struct Removed<'engine>(&'engine Engine, &'static [&'static str]);

impl Drop for Removed<'_> {
    fn drop(&mut self) {
        for (kind, name) in self.1.iter().filter_map(|word| word.split_once(' ')) {
            let left = match kind {
                "container" => names(self.0, name),
                _ => vec![name.to_owned()],
            };
            for name in left {
                self.0.cli(&[kind, "rm", "--force", &name]);
            }
        }
    }
}

fn full(engine: &Engine, name: &str, folder: &str) -> ContainerSpec {
    spec(
        engine,
        json!({
            "name": name,
            "command": ["sh", "-c", "echo \"$WORDS\"; exec sleep 1000"],
            "user": "0:0", "working_dir": "/tmp", "hostname": "made", "interactive": true,
            "ports": [{"container_port": 80, "protocol": "tcp", "host_port": 28_080, "host_address": "127.0.0.1"}],
            "mounts": [
                {"kind": "bind", "source": folder, "destination": "/bound", "read_only": true},
                {"kind": "volume", "source": format!("{name}-data"), "destination": "/data"},
                {"kind": "volume", "destination": "/anonymous"},
                {"kind": "tmpfs", "destination": "/memory"},
            ],
            "environment": [{"name": "WORDS", "value": "it's $HOME, \"quoted\""}],
            "networks": [
                {"network": format!("{name}-one"), "aliases": ["alias-one"]},
                {"network": format!("{name}-two"), "aliases": ["alias-two"]},
            ],
            "limits": {"memory": 67_108_864, "cpus": 0.5, "processes": 100},
            "restart_policy": {"kind": "on_failure", "attempts": 3},
            "health": {"command": "test -d /data", "interval": 1, "timeout": 5, "start_period": 1, "retries": 2},
            "labels": {"org.example.made": "by the test"},
            "devices": [{"host_path": "/dev/null", "container_path": "/dev/nothing"}],
            "capabilities_added": ["SYS_TIME"], "capabilities_dropped": ["CHOWN"],
            "read_only": true, "stop_timeout": 1,
        }),
    )
}

/// The same, whatever the order in which an engine tells it.
fn sorted(mut spec: ContainerSpec) -> Value {
    spec.mounts
        .sort_by(|a, b| a.destination.cmp(&b.destination));
    spec.environment.sort_by(|a, b| a.name.cmp(&b.name));
    spec.networks.sort_by(|a, b| a.network.cmp(&b.network));
    serde_json::to_value(spec).expect("plain data")
}

async fn everything_is_made_as_asked_and_told_again(engine: &Engine) {
    let host = host_of(engine);
    let _removed = Removed(
        engine,
        &[
            "container make-full",
            "volume make-full-data",
            "network make-full-one",
            "network make-full-two",
        ],
    );
    engine.cli(&["network", "create", "make-full-one"]);
    engine.cli(&["network", "create", "make-full-two"]);
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().to_str().expect("it is text");
    let mut asked = full(engine, "make-full", folder);
    let made = create(&host, asked.clone()).await;
    succeeded(&made);
    let outcome = made.outcome.as_deref();
    assert_eq!(outcome, Some("make-full was created and started"));
    assert_eq!(inspect(engine, "make-full", "{{.State.Status}}"), "running");
    let words = eventually("it has spoken", SOON, async || {
        Some(engine.cli(&["logs", "make-full"])).filter(|log| !log.is_empty())
    });
    assert_eq!(words.await, "it's $HOME, \"quoted\"");
    for (template, expected) in [
        ("{{.HostConfig.Memory}}", "67108864"),
        ("{{.HostConfig.NanoCpus}}", "500000000"),
        ("{{.Config.Hostname}}", "made"),
        (
            "{{index .Config.Labels \"org.example.made\"}}",
            "by the test",
        ),
        ("{{.HostConfig.ReadonlyRootfs}}", "true"),
        ("{{.HostConfig.RestartPolicy.Name}}", "on-failure"),
        (
            "{{(index (index .HostConfig.PortBindings \"80/tcp\") 0).HostPort}}",
            "28080",
        ),
        ("{{len .NetworkSettings.Networks}}", "2"),
        ("{{len .Mounts}}", "3"),
    ] {
        assert_eq!(
            inspect(engine, "make-full", template),
            expected,
            "{template}"
        );
    }
    engine.cli(&[
        "exec",
        "make-full",
        "sh",
        "-c",
        "touch /data/x /memory/x && ! touch /bound/x",
    ]);
    engine.cli(&["exec", "make-full", "test", "-c", "/dev/nothing"]);

    // From its description the same can be made, and again its description is the same.
    let told = spec_of(&host, "make-full").await;
    asked.pull = told.pull;
    assert_eq!(sorted(told.clone()), sorted(asked));
    engine.cli(&["rm", "--force", "make-full"]);
    succeeded(&create(&host, told.clone()).await);
    assert_eq!(sorted(spec_of(&host, "make-full").await), sorted(told));

    // Nothing of the image's is told where nothing was asked for.
    let plain = spec(engine, json!({"name": "make-full-plain", "command": []}));
    let mut plain = ContainerSpec {
        start: false,
        stop_timeout: None,
        ..plain
    };
    succeeded(&create(&host, plain.clone()).await);
    plain.pull = atomdeck::model::PullPolicy::Missing;
    assert_eq!(
        sorted(spec_of(&host, "make-full-plain").await),
        sorted(plain)
    );
    host.stop().await;
}

async fn trouble_leaves_nothing_behind(engine: &Engine) {
    let host = host_of(engine);
    let _removed = Removed(engine, &["container make-trouble"]);
    let port = json!([{"container_port": 80, "protocol": "tcp", "host_port": 28_081}]);
    let first = spec(engine, json!({"name": "make-trouble-a", "ports": port}));
    succeeded(&create(&host, first.clone()).await);
    failed(
        &create(&host, first).await,
        &[
            "the name `make-trouble-a` is taken by another container",
            "choose another name",
        ],
    );
    let taken = spec(engine, json!({"name": "make-trouble-b", "ports": port}));
    failed(
        &create(&host, taken).await,
        &["port 28081 of the host is taken", "publish another port"],
    );
    let mut missing = spec(engine, json!({"name": "make-trouble-c"}));
    missing.image = "localhost/no-such-image:1".parse().expect("an image");
    failed(
        &create(&host, missing).await,
        &[
            "`localhost/no-such-image:1` is not on this host",
            "pull it first",
        ],
    );
    let command = spec(
        engine,
        json!({"name": "make-trouble-d", "command": ["/no/such"]}),
    );
    failed(
        &create(&host, command).await,
        &["has no command `/no/such`"],
    );
    let network = json!([{"network": "make-trouble-none"}]);
    let network = spec(
        engine,
        json!({"name": "make-trouble-e", "networks": network}),
    );
    failed(&create(&host, network).await, &["network"]);
    assert_eq!(names(engine, "make-trouble"), ["make-trouble-a"]);

    let permit = host.permit("ada", Action::ContainerCreate).await;
    let wrong = spec(engine, json!({"working_dir": "here"}));
    let refused = host.host.engine().create(permit, wrong, None).await;
    assert!(
        matches!(refused, Err(HostError::Invalid { .. })),
        "{refused:?}"
    );
    let audit = host.audit().await.remove(0);
    let detail = audit.detail.unwrap_or_default();
    assert!(detail.contains("working folder"), "{detail}");
    host.stop().await;
}

async fn two_without_a_name_are_two_containers(engine: &Engine) {
    let host = host_of(engine);
    let console = host.host.engine();
    let label = json!({"org.example.twins": "yes"});
    let twin = spec(engine, json!({"labels": label, "start": false}));
    let begin = async || {
        let permit = host.permit("ada", Action::ContainerCreate).await;
        let begun = console.create(permit, twin.clone(), None).await;
        begun.expect("it begins")
    };
    let (first, second) = tokio::join!(begin(), begin());
    assert_ne!(first.id, second.id);
    succeeded(&end(&host, first).await);
    succeeded(&end(&host, second).await);
    let filter = [
        "ps",
        "--all",
        "--quiet",
        "--filter",
        "label=org.example.twins=yes",
    ];
    let made = engine.cli(&filter);
    assert_eq!(made.lines().count(), 2, "{made}");
    for twin in made.lines() {
        engine.cli(&["rm", "--force", twin]);
    }
    host.stop().await;
}

on_both! {
    docker_makes_two_without_a_name podman_makes_two_without_a_name two_without_a_name_are_two_containers;
    docker_makes_everything_as_asked podman_makes_everything_as_asked everything_is_made_as_asked_and_told_again;
    docker_trouble_leaves_nothing_behind podman_trouble_leaves_nothing_behind trouble_leaves_nothing_behind;
}
