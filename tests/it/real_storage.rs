//! Volumes, networks, the disk and the timeline on the real engines: one table of behaviour, over dockerd
//! and podman. Each test that prunes has an engine of its own.

use std::path::Path;
use std::time::Duration;

use atomdeck::host::HostError;
use atomdeck::model::{
    Action, ConnectRequest, ContainerRef, ContainerVerb, DisconnectRequest, NetworkCreate,
    Operation, OperationState, PruneKind, ResourceName, Role, Severity, StorageKind, TimelineEntry,
    TimelineSubject, Topic, VerbOptions, VolumeSpec,
};
use serde_json::json;

use crate::support::{self, Engine, Kind, TestApp, TestHost, eventually};

const SOON: Duration = Duration::from_secs(60);

fn host_of(engine: &Engine) -> TestHost {
    TestHost::new(Path::new("/"), Some(&engine.daemon.socket))
}

fn named(name: &str) -> ResourceName {
    name.parse().expect("a name")
}

fn container(name: &str) -> ContainerRef {
    name.parse().expect("a container's name")
}

/// The sentence of a conflict.
#[track_caller]
fn conflict<T: std::fmt::Debug>(result: Result<T, HostError>) -> String {
    match result {
        Err(
            HostError::Conflict { reason }
            | HostError::Blocked { reason, .. }
            | HostError::Invalid { reason },
        ) => reason,
        other => panic!("{other:?}"),
    }
}

async fn volumes_are_made_used_and_removed(engine: &Engine) {
    let mut host = host_of(engine);
    let volumes = host.host.engine().clone();
    let spec = VolumeSpec {
        name: named("storage-data"),
        labels: [("owner".to_owned(), "test".to_owned())].into(),
        options: Default::default(),
    };
    let permit = host.permit("ada", Action::VolumeCreate).await;
    let made = volumes.create_volume(permit, spec.clone()).await;
    let made = made.expect("made");
    assert_eq!(
        (made.name.as_str(), &*made.driver),
        ("storage-data", "local")
    );
    assert_eq!(made.labels["owner"], "test");
    assert!(!made.anonymous && made.used_by.is_empty());
    let permit = host.permit("ada", Action::VolumeCreate).await;
    let twice = conflict(volumes.create_volume(permit, spec).await);
    assert!(twice.contains("already"), "{twice}");

    // A stopped container uses it still, and another one that nobody named.
    let image = &engine.daemon.image;
    let run = [
        "run",
        "--name",
        "storage-user",
        "--volume",
        "storage-data:/data",
    ];
    engine.cli(&[&run[..], &["--volume", "/more", image, "true"]].concat());
    let all = volumes.volumes().await.expect("a list");
    let data = all.iter().find(|one| one.name == "storage-data");
    assert_eq!(data.expect("listed").used_by, ["storage-user"]);
    let mut unnamed = all.iter().filter(|one| one.anonymous);
    assert!(
        unnamed.any(|one| one.used_by == ["storage-user"]),
        "{all:?}"
    );
    let permit = host.permit("ada", Action::VolumeRemove).await;
    let used = volumes.remove_volume(permit, &named("storage-data")).await;
    assert!(conflict(used).contains("storage-user"));

    engine.cli(&["rm", "--volumes", "storage-user"]);
    host.told(Topic::Containers).await;
    host.forget();
    let permit = host.permit("ada", Action::VolumeRemove).await;
    let removed = volumes.remove_volume(permit, &named("storage-data")).await;
    removed.expect("removed");
    host.told(Topic::Storage).await;
    let permit = host.permit("ada", Action::VolumeRemove).await;
    let gone = volumes.remove_volume(permit, &named("storage-data")).await;
    assert!(matches!(gone, Err(HostError::NotFound { .. })), "{gone:?}");
    host.stop().await;
}

async fn networks_connect_and_disconnect(engine: &Engine) {
    let host = host_of(engine);
    let networks = host.host.engine();
    let network = named("storage-net");
    let spec = NetworkCreate {
        name: network.clone(),
        internal: true,
        subnet: Some("10.213.7.0/24".to_owned()),
        gateway: Some("10.213.7.1".to_owned()),
        labels: Default::default(),
    };
    let permit = host.permit("ada", Action::NetworkCreate).await;
    let made = networks.create_network(permit, spec.clone()).await;
    let made = made.expect("made");
    assert!(made.internal && !made.built_in, "{made:?}");
    assert_eq!(made.subnets[0].range, "10.213.7.0/24");
    let permit = host.permit("ada", Action::NetworkCreate).await;
    conflict(networks.create_network(permit, spec).await);

    let web = engine.container("storage-web", "exec sleep 1000");
    let request = ConnectRequest {
        container: container(&web.id[..12]),
        aliases: vec!["shop".to_owned()],
        address: Some("10.213.7.77".parse().expect("an address")),
    };
    let permit = host.permit("ada", Action::NetworkConnect).await;
    let connected = networks.connect_network(permit, &network, request.clone());
    connected.await.expect("connected");
    let template = "{{json .NetworkSettings.Networks}}";
    let settings = engine.cli(&["container", "inspect", "--format", template, "storage-web"]);
    let settings: serde_json::Value = serde_json::from_str(&settings).expect("JSON");
    let settings = &settings["storage-net"];
    assert_eq!(settings["IPAddress"], "10.213.7.77");
    let aliases = settings["Aliases"].as_array().expect("a list");
    assert!(aliases.contains(&json!("shop")), "{settings}");
    // The address answers from another container.
    let image = &engine.daemon.image;
    let ping = [
        "run",
        "--rm",
        "--network",
        "storage-net",
        image,
        "ping",
        "-c1",
    ];
    engine.cli(&[&ping[..], &["10.213.7.77"]].concat());

    let permit = host.permit("ada", Action::NetworkConnect).await;
    let twice = networks.connect_network(permit, &network, request);
    assert!(conflict(twice.await).contains("already"));
    let permit = host.permit("ada", Action::NetworkRemove).await;
    let used = networks.remove_network(permit, &network).await;
    assert!(conflict(used).contains("storage-web"));
    // Also while it is stopped.
    engine.cli(&["stop", "storage-web"]);
    let all = networks.networks().await.expect("a list");
    let found = all.iter().find(|one| one.name == "storage-net");
    assert_eq!(found.expect("listed").used_by, ["storage-web"]);
    assert!(all.iter().any(|one| one.name == "bridge" && one.built_in));
    engine.cli(&["start", "storage-web"]);

    let request = DisconnectRequest {
        container: container("storage-web"),
    };
    let permit = host.permit("ada", Action::NetworkConnect).await;
    let disconnected = networks.disconnect_network(permit, &network, request.clone());
    disconnected.await.expect("disconnected");
    let permit = host.permit("ada", Action::NetworkConnect).await;
    let twice = networks.disconnect_network(permit, &network, request);
    assert!(conflict(twice.await).contains("not on network"));
    let permit = host.permit("ada", Action::NetworkRemove).await;
    let removed = networks.remove_network(permit, &network).await;
    removed.expect("removed");
    let permit = host.permit("ada", Action::NetworkRemove).await;
    let own = networks.remove_network(permit, &named("bridge")).await;
    assert!(conflict(own).contains("engine's own"));
    let outside = NetworkCreate {
        name: named("storage-bad"),
        internal: false,
        subnet: Some("nonsense".to_owned()),
        gateway: None,
        labels: Default::default(),
    };
    let permit = host.permit("ada", Action::NetworkCreate).await;
    conflict(networks.create_network(permit, outside).await);
    host.stop().await;
}

/// Waits for an operation's end.
async fn end_of(host: &TestHost, operation: &Operation) -> Operation {
    eventually("the operation ends", SOON, async || {
        let all = host.host.operations().list();
        let found = all.into_iter().find(|one| one.id == operation.id)?;
        (found.state != OperationState::Running).then_some(found)
    })
    .await
}

async fn what_the_preview_shows_is_what_goes(kind: Kind) {
    let Some(engine) = Engine::start(kind, None) else {
        return;
    };
    let image = &engine.daemon.image;
    let keeper = engine.container("prune-keeper", "exec sleep 1000");
    let run = |arguments: &[&str]| engine.cli(&[&["run"], arguments].concat());
    run(&[
        "--name",
        "prune-done",
        "-v",
        "prune-kept:/data",
        image,
        "sh",
        "-c",
        "echo x >/big",
    ]);
    engine.cli(&["create", "--name", "prune-never", image, "true"]);
    engine.cli(&["commit", "prune-done", "prune-image:1"]);
    engine.cli(&["tag", "prune-image:1", "prune-image:2"]);
    engine.cli(&["commit", "prune-done", "prune-dangling:1"]);
    engine.cli(&["commit", "prune-done", "prune-dangling:1"]);
    engine.cli(&["volume", "create", "prune-unused"]);
    run(&["--name", "prune-anonymous", "-v", "/data", image, "true"]);
    engine.cli(&["rm", "prune-anonymous"]);
    engine.cli(&["network", "create", "prune-net"]);

    let host = host_of(&engine);
    let storage = host.host.engine().storage().await.expect("it is measured");
    let kinds: Vec<_> = storage.shares.iter().map(|share| share.kind).collect();
    assert_eq!(
        kinds,
        [
            StorageKind::Images,
            StorageKind::Containers,
            StorageKind::Volumes,
            StorageKind::BuildCache
        ]
    );
    assert!(storage.shares[0].size > 0 && storage.shares[0].count >= 3);
    assert_eq!((storage.shares[1].count, storage.shares[1].in_use), (3, 1));
    assert!(storage.volume_sizes.contains_key("prune-unused"));

    let preview = host.host.engine().prune_preview().await.expect("a preview");
    let names = |kind: PruneKind| -> Vec<String> {
        let share = preview.kinds.iter().find(|share| share.kind == kind);
        let items = share.expect("one of each kind").items.iter();
        items.map(|item| item.name.clone()).collect()
    };
    assert_eq!(names(PruneKind::Containers), ["prune-done", "prune-never"]);
    assert_eq!(names(PruneKind::DanglingImages).len(), 1);
    assert_eq!(names(PruneKind::UnusedImages).len(), 3);
    assert_eq!(names(PruneKind::AnonymousVolumes).len(), 1);
    assert_eq!(names(PruneKind::UnusedVolumes).len(), 2);
    assert_eq!(names(PruneKind::Networks), ["prune-net"]);
    assert!(names(PruneKind::BuildCache).is_empty());

    // Only what was named goes.
    let prune = async |kinds: &[PruneKind]| {
        let permit = host.permit("ada", Action::Prune).await;
        let begun = host.host.engine().prune(permit, kinds).await;
        end_of(&host, &begun.expect("it begins")).await
    };
    let ended = prune(&[PruneKind::AnonymousVolumes]).await;
    assert_eq!(ended.state, OperationState::Succeeded, "{ended:?}");
    let left = engine.cli(&["volume", "ls", "--quiet"]);
    let mut left: Vec<_> = left.lines().collect();
    left.sort_unstable();
    assert_eq!(left, ["prune-kept", "prune-unused"]);
    assert!(!engine.cli(&["network", "ls"]).is_empty());

    let all = [
        PruneKind::BuildCache,
        PruneKind::Networks,
        PruneKind::UnusedVolumes,
        PruneKind::UnusedImages,
        PruneKind::DanglingImages,
        PruneKind::Containers,
    ];
    let ended = prune(&all).await;
    assert_eq!(ended.state, OperationState::Succeeded, "{ended:?}");
    let outcome = ended.outcome.expect("it says what came of it");
    for part in [
        "removed 2 containers",
        "1 image without a name",
        "2 images",
        "1 volume",
        "1 network",
        "freed",
    ] {
        assert!(outcome.contains(part), "{outcome}");
    }
    assert_eq!(engine.cli(&["ps", "--all", "--quiet"]).lines().count(), 1);
    assert_eq!(keeper.status(), "running");
    // What a container used that was there when the preview was made has stayed.
    assert_eq!(engine.cli(&["volume", "ls", "--quiet"]), "prune-kept");
    let images = engine.cli(&["images", "--quiet"]);
    assert_eq!(images.lines().count(), 1, "{images}");
    let networks = engine.cli(&["network", "ls"]);
    assert!(!networks.contains("prune-net"), "{networks}");
    let ended = prune(&[PruneKind::Containers]).await;
    assert_eq!(ended.outcome.as_deref(), Some("nothing was removed"));
    host.stop().await;
    drop(keeper);
}

/// Waits for an entry of the container's timeline.
async fn told(host: &TestHost, name: &str, action: &str) -> TimelineEntry {
    let wanted = container(name);
    eventually(&format!("{action} of {name} is told"), SOON, async || {
        let entries = host.host.engine().timeline(Some(&wanted));
        entries.into_iter().find(|entry| entry.action == action)
    })
    .await
}

async fn the_timeline_says_why(engine: &Engine) {
    let image = &engine.daemon.image;
    // Before anybody listens: the engine remembers.
    let run = |name: &str, script: &str| {
        let run = ["run", "--detach", "--name", name, image, "sh", "-c", script];
        engine.cli(&run);
        engine.cli(&["wait", name]);
    };
    run("timeline-early", "exit 3");
    engine.cli(&["rm", "timeline-early"]);
    let host = host_of(engine);
    let early = told(&host, "timeline-early", "die").await;
    assert_eq!(early.severity, Severity::Bad);
    assert!(early.text.contains("exit code 3"), "{early:?}");

    run("timeline-missing", "nonesuch");
    let missing = told(&host, "timeline-missing", "die").await;
    assert!(missing.text.contains("not found"), "{missing:?}");
    engine.cli(&["rm", "timeline-missing"]);

    let web = engine.container("timeline-web", "exec sleep 1000");
    engine.cli(&["kill", "--signal", "KILL", "timeline-web"]);
    let killed = told(&host, "timeline-web", "die").await;
    assert!(killed.text.contains("137: killed (SIGKILL)"), "{killed:?}");
    assert!(!killed.text.contains("memory"), "{killed:?}");
    assert_eq!(killed.subject, TimelineSubject::Container);
    let by_id = host.host.engine().timeline(Some(&container(&web.id[..12])));
    assert!(by_id.contains(&killed), "{by_id:?}");
    assert!(by_id.iter().all(|entry| entry.name == "timeline-web"));

    let doubled = host.host.engine().timeline(None);
    let mut early = doubled.iter().filter(|one| one.name == "timeline-early");
    let ends = early.by_ref().filter(|one| one.action == "die").count();
    assert_eq!(ends, 1, "nothing twice");
    drop(web);
    host.stop().await;
}

async fn the_timeline_says_who(engine: &Engine) {
    let mut setup = support::host("local", Path::new("/"));
    setup.engine_socket = Some(engine.daemon.socket.display().to_string());
    let app = TestApp::with_hosts(vec![setup]).await;
    let web = engine.container("timeline-who", "exec sleep 1000");
    let operator = app.as_role(Role::Operator);
    let path = "/api/v1/hosts/local/containers/timeline-who/restart";
    assert_eq!(operator.post(path).await.status, 204);
    let path = "/api/v1/hosts/local/timeline?container=timeline-who";
    let viewer = app.as_role(Role::Viewer);
    let entries = eventually("the restart is told", SOON, async || {
        let timeline = viewer.get(path).await.json();
        let entries = timeline["entries"].as_array().expect("a list").clone();
        let restarted = entries.iter().any(|one| one["action"] == "die");
        let started = entries.first().is_some_and(|one| one["action"] != "die");
        (restarted && started).then_some(entries)
    })
    .await;
    let of = |action: &str| entries.iter().find(|one| one["action"] == action);
    let end = of("die").expect("it ended");
    assert_eq!(end["asked_by"], "operator", "{end}");
    // What somebody did on the host itself nobody has asked for here.
    let created = of("create").expect("it was created");
    assert!(created.get("asked_by").is_none(), "{created}");

    let admin = app.as_role(Role::Admin);
    let empty = admin
        .post_json("/api/v1/hosts/local/prune", &json!({"kinds": []}))
        .await;
    let why = empty.problem(400, "invalid-request");
    assert!(why.contains("kinds"), "{why}");
    drop(web);
    app.stop().await;
}

#[tokio::test]
async fn docker_volumes_are_made_used_and_removed() {
    let Some(docker) = support::docker() else {
        return;
    };
    volumes_are_made_used_and_removed(docker).await;
}

#[tokio::test]
async fn podman_volumes_are_made_used_and_removed() {
    let Some(podman) = support::podman() else {
        return;
    };
    volumes_are_made_used_and_removed(podman).await;
}

#[tokio::test]
async fn docker_networks_connect_and_disconnect() {
    let Some(docker) = support::docker() else {
        return;
    };
    networks_connect_and_disconnect(docker).await;
}

#[tokio::test]
async fn podman_networks_connect_and_disconnect() {
    let Some(podman) = support::podman() else {
        return;
    };
    networks_connect_and_disconnect(podman).await;
}

#[tokio::test]
async fn what_the_preview_shows_is_what_docker_loses() {
    what_the_preview_shows_is_what_goes(Kind::Docker).await;
}

#[tokio::test]
async fn what_the_preview_shows_is_what_podman_loses() {
    what_the_preview_shows_is_what_goes(Kind::Podman).await;
}

#[tokio::test]
async fn the_timeline_of_docker_says_why() {
    let Some(docker) = support::docker() else {
        return;
    };
    the_timeline_says_why(docker).await;
}

#[tokio::test]
async fn the_timeline_of_podman_says_why() {
    let Some(podman) = support::podman() else {
        return;
    };
    the_timeline_says_why(podman).await;
}

#[tokio::test]
async fn docker_tells_that_it_ran_out_of_memory() {
    let Some(docker) = support::docker() else {
        return;
    };
    let host = host_of(docker);
    let image = &docker.daemon.image;
    let run = [
        "run",
        "--detach",
        "--name",
        "timeline-oom",
        "--memory",
        "20m",
        image,
    ];
    docker.cli(&[&run[..], &["tail", "/dev/zero"]].concat());
    let end = told(&host, "timeline-oom", "die").await;
    assert!(end.text.ends_with("out of memory"), "{end:?}");
    assert_eq!(end.severity, Severity::Bad);
    docker.cli(&["rm", "timeline-oom"]);
    host.stop().await;
}

#[tokio::test]
async fn the_timeline_of_docker_says_who() {
    let Some(docker) = support::docker() else {
        return;
    };
    the_timeline_says_who(docker).await;
}

#[tokio::test]
async fn the_timeline_of_podman_says_who() {
    let Some(podman) = support::podman() else {
        return;
    };
    the_timeline_says_who(podman).await;
}

#[tokio::test]
async fn a_start_is_told_to_listeners_of_containers() {
    let Some(docker) = support::docker() else {
        return;
    };
    let mut host = host_of(docker);
    host.told(Topic::Containers).await;
    let web = docker.container("timeline-told", "exec sleep 1000");
    docker.cli(&["stop", "timeline-told"]);
    let permit = host.permit("ada", Action::ContainerStart).await;
    let engine = host.host.engine();
    let options = VerbOptions::default();
    let name = container("timeline-told");
    let start = engine.act(permit, &name, ContainerVerb::Start, options);
    start.await.expect("started");
    host.told(Topic::Containers).await;
    told(&host, "timeline-told", "start").await;
    drop(web);
    host.stop().await;
}
