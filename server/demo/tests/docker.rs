//! The fake Docker engine through bollard.

use bollard::{
    API_DEFAULT_VERSION, Docker,
    container::LogOutput,
    query_parameters::{EventsOptions, ListContainersOptionsBuilder, LogsOptionsBuilder},
};
use futures_util::{Stream, StreamExt};

use super::{Demo, demo, eventually, reboot, within};

pub(super) async fn docker(demo: &Demo) -> Docker {
    let socket = demo.root().join("run/docker.sock");
    let docker = Docker::connect_with_unix(socket.to_str().unwrap(), 20, API_DEFAULT_VERSION);
    docker.unwrap().negotiate_version().await.unwrap()
}

async fn started_at(docker: &Docker, name: &str) -> String {
    let found = docker.inspect_container(name, None).await.unwrap();
    found.state.unwrap().started_at.unwrap()
}

async fn next_event(
    events: &mut (
             impl Stream<Item = Result<bollard::models::EventMessage, bollard::errors::Error>> + Unpin
         ),
    name: &str,
) -> String {
    loop {
        let event = within(events.next()).await.unwrap().unwrap();
        let actor = event.actor.unwrap().attributes.unwrap();
        if actor["name"] == name {
            return event.action.unwrap();
        }
    }
}

fn line(log: Option<Result<LogOutput, bollard::errors::Error>>) -> String {
    String::from_utf8(log.unwrap().unwrap().into_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn containers_are_listed_with_their_states() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    let version = docker.version().await.unwrap();
    assert_eq!(version.api_version.as_deref(), Some("1.43"));
    let info = docker.info().await.unwrap();
    assert_eq!(info.name.as_deref(), Some("demo-coreos"));
    let running = docker
        .list_containers(None::<bollard::query_parameters::ListContainersOptions>)
        .await
        .unwrap();
    let all = ListContainersOptionsBuilder::default().all(true).build();
    let all = docker.list_containers(Some(all)).await.unwrap();
    assert_eq!(all.len(), running.len() + 1, "one has exited");
    let web = &all[0];
    assert_eq!(web.names.as_ref().unwrap()[0], "/shop-web");
    assert_eq!(web.ports.as_ref().unwrap()[0].public_port, Some(8080));
    assert_eq!(web.status.as_deref(), Some("Up 11 days (healthy)"));
    demo.stop().await;
}

#[tokio::test]
async fn a_restart_moves_the_start_and_is_told() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    let before = started_at(&docker, "shop-web").await;
    let mut events = Box::pin(docker.events(None::<EventsOptions>));
    // The request goes out with the first poll; it is there once the engine has answered another.
    let first = next_event(&mut events, "shop-web");
    let restart = async {
        docker.ping().await.unwrap();
        docker.restart_container("shop-web", None).await.unwrap();
    };
    let (first, ()) = tokio::join!(first, restart);
    assert_eq!(first, "kill");
    for action in ["die", "stop", "start", "restart"] {
        assert_eq!(next_event(&mut events, "shop-web").await, action);
    }
    assert!(started_at(&docker, "shop-web").await > before);
    demo.stop().await;
}

#[tokio::test]
async fn a_followed_log_goes_on_until_the_container_stops() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    let options = LogsOptionsBuilder::default()
        .stdout(true)
        .stderr(true)
        .follow(true)
        .timestamps(true)
        .tail("3")
        .build();
    let mut log = docker.logs("shop-api", Some(options));
    for _ in 0..3 {
        line(within(log.next()).await);
    }
    let new = line(within(log.next()).await);
    let (time, text) = new.split_once(' ').unwrap();
    time.parse::<jiff::Timestamp>().unwrap();
    assert!(text.ends_with('\n'), "{new}");
    docker.stop_container("shop-api", None).await.unwrap();
    let mut last = String::new();
    while let Some(more) = within(log.next()).await {
        last = line(Some(more));
    }
    assert!(last.ends_with("INFO bye\n"), "{last}");
    // Stopped by hand: 304 the second time, which bollard takes for success.
    docker.stop_container("shop-api", None).await.unwrap();
    let state = docker
        .inspect_container("shop-api", None)
        .await
        .unwrap()
        .state;
    assert_eq!(state.unwrap().running, Some(false));
    demo.stop().await;
}

#[tokio::test]
async fn the_mailer_crashes_and_comes_back() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    let mut events = Box::pin(docker.events(None::<EventsOptions>));
    assert_eq!(next_event(&mut events, "shop-mailer").await, "die");
    let found = docker.inspect_container("shop-mailer", None).await.unwrap();
    assert_eq!(found.state.unwrap().exit_code, Some(1));
    let count = found.restart_count.unwrap();
    assert_eq!(next_event(&mut events, "shop-mailer").await, "start");
    let found = docker.inspect_container("shop-mailer", None).await.unwrap();
    assert_eq!(found.restart_count, Some(count + 1));
    demo.stop().await;
}

#[tokio::test]
async fn a_reboot_restarts_what_nobody_stopped() {
    let demo = demo().await;
    let before = {
        let docker = docker(&demo).await;
        docker.stop_container("node-exporter", None).await.unwrap();
        started_at(&docker, "shop-db").await
    };
    reboot(&demo).await;
    eventually("the engine is back", async || {
        demo.root().join("run/docker.sock").exists().then_some(())
    })
    .await;
    let docker = docker(&demo).await;
    assert!(started_at(&docker, "shop-db").await > before);
    for (name, status) in [("shop-db", true), ("node-exporter", false)] {
        let state = docker.inspect_container(name, None).await.unwrap().state;
        assert_eq!(state.unwrap().running, Some(status), "{name}");
    }
    demo.stop().await;
}

#[tokio::test]
async fn refusals_read_as_dockerds() {
    let demo = demo().await;
    let docker = docker(&demo).await;
    let refused = docker.start_container("nope", None).await.unwrap_err();
    let bollard::errors::Error::DockerResponseServerError {
        status_code,
        message,
    } = refused
    else {
        panic!("{refused}");
    };
    assert_eq!((status_code, &*message), (404, "No such container: nope"));
    let none = LogsOptionsBuilder::default().build();
    let refused = docker.logs("shop-web", Some(none)).next().await.unwrap();
    let text = refused.unwrap_err().to_string();
    assert!(text.contains("at least one stream"), "{text}");
    demo.stop().await;
}
