//! Volumes and networks on the real engines: one table of behaviour, over dockerd and podman.

use std::path::Path;

use atomdeck::host::HostError;
use atomdeck::model::{
    Action, ConnectRequest, ContainerRef, DisconnectRequest, NetworkCreate, ResourceName, Topic,
    VolumeSpec,
};
use serde_json::json;

use crate::support::{self, Engine, TestHost};

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
        "--cap-add",
        "NET_RAW",
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
