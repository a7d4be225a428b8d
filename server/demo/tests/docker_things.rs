//! The fake Docker engine's containers, images, volumes and networks, changed through bollard.

use std::collections::HashMap;

use bollard::{
    Docker,
    exec::{StartExecOptions, StartExecResults},
    models::{
        ContainerCreateBody, EndpointSettings, ExecConfig, HostConfig, NetworkConnectRequest,
        NetworkCreateRequest, VolumeCreateRequest,
    },
    query_parameters::{
        CreateContainerOptionsBuilder, CreateImageOptionsBuilder, DataUsageOptions,
        EventsOptionsBuilder, ListVolumesOptions, RemoveContainerOptionsBuilder,
        RemoveImageOptions, RemoveVolumeOptions, RenameContainerOptionsBuilder,
        StatsOptionsBuilder, TopOptionsBuilder,
    },
};
use futures_util::{StreamExt, TryStreamExt};
use tokio::io::AsyncWriteExt;

use super::{demo, docker::docker, within};

/// The status of a refusal.
#[track_caller]
fn status<T: std::fmt::Debug>(result: Result<T, bollard::errors::Error>) -> u16 {
    match result {
        Err(bollard::errors::Error::DockerResponseServerError { status_code, .. }) => status_code,
        other => panic!("{other:?}"),
    }
}

async fn create(
    docker: &Docker,
    name: &str,
    image: &str,
) -> Result<String, bollard::errors::Error> {
    let options = CreateContainerOptionsBuilder::default().name(name).build();
    let body = ContainerCreateBody {
        image: Some(image.to_owned()),
        env: Some(vec!["A=b".to_owned()]),
        host_config: Some(HostConfig {
            binds: Some(vec!["made-data:/data:ro".to_owned()]),
            memory: Some(64_000_000),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    };
    Ok(docker.create_container(Some(options), body).await?.id)
}

#[tokio::test]
async fn a_container_is_made_changed_and_removed() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    assert_eq!(status(create(&docker, "made", "nothing:1").await), 404);
    let alpine = "docker.io/library/alpine:3.22";
    let id = create(&docker, "made", alpine).await.unwrap();
    assert_eq!(status(create(&docker, "made", alpine).await), 409);
    let made = docker.inspect_container("made", None).await.unwrap();
    assert_eq!(made.id.as_deref(), Some(id.as_str()));
    assert!(
        made.config
            .unwrap()
            .env
            .unwrap()
            .contains(&"A=b".to_owned())
    );
    assert_eq!(made.host_config.unwrap().memory, Some(64_000_000));
    assert_eq!(made.mounts.unwrap()[0].name.as_deref(), Some("made-data"));

    docker.start_container("made", None).await.unwrap();
    docker.pause_container("made").await.unwrap();
    assert_eq!(status(docker.pause_container("made").await), 409);
    docker.unpause_container("made").await.unwrap();
    let rename = RenameContainerOptionsBuilder::default()
        .name("other")
        .build();
    docker.rename_container("made", rename).await.unwrap();
    let used = docker
        .remove_volume("made-data", None::<RemoveVolumeOptions>)
        .await;
    assert_eq!(status(used), 409);
    assert_eq!(status(docker.remove_container("other", None).await), 409);
    docker.kill_container("other", None).await.unwrap();
    let killed = docker.inspect_container("other", None).await.unwrap();
    assert_eq!(killed.state.unwrap().exit_code, Some(137));
    docker.remove_container("other", None).await.unwrap();
    docker
        .remove_volume("made-data", None::<RemoveVolumeOptions>)
        .await
        .unwrap();
    let force = RemoveContainerOptionsBuilder::default().force(true).build();
    docker
        .remove_container("shop-web", Some(force))
        .await
        .unwrap();
    assert_eq!(status(docker.start_container("shop-web", None).await), 404);
    demo.stop().await;
}

#[tokio::test]
async fn figures_vary_and_processes_are_told() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    let once = StatsOptionsBuilder::default().stream(false).build();
    let stats = within(docker.stats("shop-api", Some(once)).next()).await;
    let stats = stats.unwrap().unwrap();
    let memory = stats.memory_stats.unwrap();
    assert!(memory.usage.unwrap() < memory.limit.unwrap());
    let now = stats
        .cpu_stats
        .unwrap()
        .cpu_usage
        .unwrap()
        .total_usage
        .unwrap();
    let before = stats
        .precpu_stats
        .unwrap()
        .cpu_usage
        .unwrap()
        .total_usage
        .unwrap();
    assert!(now > before);
    let columns = TopOptionsBuilder::default().ps_args("-eo pid,comm").build();
    let top = docker
        .top_processes("shop-web", Some(columns))
        .await
        .unwrap();
    assert_eq!(top.titles.unwrap(), ["PID", "COMM"]);
    let changes = docker.container_changes("shop-web").await.unwrap();
    assert!(!changes.unwrap().is_empty());
    assert_eq!(
        status(
            docker
                .top_processes("shop-migrate", Some(TopOptionsBuilder::default().build()))
                .await
        ),
        409
    );
    demo.stop().await;
}

#[tokio::test]
async fn a_shell_answers_what_is_typed() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    let config = ExecConfig {
        attach_stdin: Some(true),
        attach_stdout: Some(true),
        tty: Some(true),
        cmd: Some(vec!["sh".to_owned()]),
        ..ExecConfig::default()
    };
    let exec = docker.create_exec("shop-web", config).await.unwrap().id;
    let options = StartExecOptions {
        tty: true,
        ..StartExecOptions::default()
    };
    let started = docker.start_exec(&exec, Some(options)).await.unwrap();
    let StartExecResults::Attached {
        mut output,
        mut input,
    } = started
    else {
        panic!("{started:?}");
    };
    input
        .write_all(b"echo hello there\rexit 7\r")
        .await
        .unwrap();
    let mut said = String::new();
    while let Some(piece) = within(output.next()).await {
        said.push_str(&piece.unwrap().to_string());
    }
    assert!(said.contains("\r\nhello there\r\n"), "{said}");
    let ended = super::eventually("it has ended", async || {
        let exec = docker.inspect_exec(&exec).await.unwrap();
        exec.exit_code
    });
    assert_eq!(ended.await, 7);
    demo.stop().await;
}

#[tokio::test]
async fn a_pull_tells_of_its_layers_and_can_be_cut() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    let pull = |name: &str| {
        let options = CreateImageOptionsBuilder::default()
            .from_image(name)
            .tag("1");
        Box::pin(docker.create_image(Some(options.build()), None, None))
    };
    let missing = pull("nothing").next().await.unwrap();
    assert_eq!(status(missing), 404);
    let mut cut = pull("caddy");
    within(cut.next()).await.unwrap().unwrap();
    drop(cut);
    assert_eq!(status(docker.inspect_image("caddy:1").await), 404);
    let told: Vec<_> = within(pull("caddy").try_collect()).await.unwrap();
    assert!(
        told.iter()
            .any(|one| one.status.as_deref() == Some("Downloading"))
    );
    let image = docker.inspect_image("caddy:1").await.unwrap();
    assert_eq!(image.repo_tags.unwrap(), ["docker.io/library/caddy:1"]);
    let saved = docker
        .export_image("caddy:1")
        .try_collect::<Vec<_>>()
        .await
        .unwrap();
    assert!(saved.concat().windows(5).any(|bytes| bytes == b"ustar"));
    assert!(docker.image_history("caddy:1").await.unwrap().len() > 2);
    let remove = |name: &'static str| docker.remove_image(name, None::<RemoveImageOptions>, None);
    assert_eq!(remove("caddy:1").await.unwrap().len(), 2);
    assert_eq!(status(remove("nginx:1.29").await), 409);
    demo.stop().await;
}

#[tokio::test]
async fn networks_and_volumes_know_their_users() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    let request = NetworkCreateRequest {
        name: "made".to_owned(),
        ..NetworkCreateRequest::default()
    };
    docker.create_network(request.clone()).await.unwrap();
    assert_eq!(status(docker.create_network(request).await), 409);
    let connect = NetworkConnectRequest {
        container: "shop-web".to_owned(),
        endpoint_config: Some(EndpointSettings {
            aliases: Some(vec!["www".to_owned()]),
            ..EndpointSettings::default()
        }),
    };
    docker
        .connect_network("made", connect.clone())
        .await
        .unwrap();
    assert_eq!(status(docker.connect_network("made", connect).await), 403);
    assert_eq!(status(docker.remove_network("made").await), 403);
    assert_eq!(status(docker.remove_network("bridge").await), 403);
    let web = docker.inspect_container("shop-web", None).await.unwrap();
    let networks = web.network_settings.unwrap().networks.unwrap();
    assert_eq!(networks["made"].aliases.as_ref().unwrap(), &["www"]);

    let volume = VolumeCreateRequest {
        name: Some("mine".to_owned()),
        labels: Some(HashMap::from([("a".to_owned(), "b".to_owned())])),
        ..VolumeCreateRequest::default()
    };
    docker.create_volume(volume).await.unwrap();
    let all = docker
        .list_volumes(None::<ListVolumesOptions>)
        .await
        .unwrap();
    let all = all.volumes.unwrap();
    assert!(
        all.iter()
            .any(|one| one.name == "mine" && one.labels["a"] == "b")
    );
    let used = docker
        .remove_volume("shop_db-data", None::<RemoveVolumeOptions>)
        .await;
    assert_eq!(status(used), 409);
    docker.df(None::<DataUsageOptions>).await.unwrap();
    demo.stop().await;
}

#[tokio::test]
async fn past_events_are_told_to_who_asks_since() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    docker.restart_container("shop-cache", None).await.unwrap();
    let since = jiff::Timestamp::now().as_second() - 3600;
    let since = EventsOptionsBuilder::default()
        .since(&since.to_string())
        .build();
    let mut events = Box::pin(docker.events(Some(since)));
    let mut actions = Vec::new();
    while actions.last().map(String::as_str) != Some("restart") {
        let event = within(events.next()).await.unwrap().unwrap();
        if event.actor.unwrap().attributes.unwrap()["name"] == "shop-cache" {
            actions.push(event.action.unwrap());
        }
    }
    assert_eq!(actions, ["kill", "die", "stop", "start", "restart"]);
    demo.stop().await;
}
