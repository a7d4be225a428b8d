//! The timeline of the real engines: what happened, why, and who asked for it.

use std::path::Path;
use std::time::Duration;

use atomdeck::model::{
    Action, ContainerRef, ContainerVerb, Role, Severity, TimelineEntry, TimelineSubject, Topic,
    VerbOptions,
};
use serde_json::json;

use crate::support::{self, Engine, TestApp, TestHost, eventually};

const SOON: Duration = Duration::from_secs(60);

fn host_of(engine: &Engine) -> TestHost {
    TestHost::new(Path::new("/"), Some(&engine.daemon.socket))
}

fn container(name: &str) -> ContainerRef {
    name.parse().expect("a container's name")
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
